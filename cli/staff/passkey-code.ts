import { done, type Result, refused } from '#cli/place';
import { CODE_HOURS, newCode } from '#vault/passkeys/make-code';
import { asOwner, lockPerson, nobody, record } from './transaction';

/** A code by which a colleague enrols a passkey at /staff/account, shown once: for the first admin, and for lost ones. */
export function makeCodeFor(ownerUrl: string, email: string): Promise<Result> {
  return asOwner(ownerUrl, async (owner) => {
    const person = await lockPerson(owner, email);
    if (person === undefined) return refused(nobody(email));
    if (person.disabledAt !== null) return refused(`${email} is disabled; nothing was changed`);
    const { code, hash } = newCode();
    await owner.query(
      `INSERT INTO vault.passkey_codes (staff_id, code_hash, expires_at)
       VALUES ($1, $2, now() + make_interval(hours => $3))`,
      [person.id, hash, CODE_HOURS],
    );
    await record(owner, {
      action: 'staff.passkey_code_made',
      command: 'staff:passkey-code',
      detail: { staffId: person.id },
      personal: { email },
    });
    return done(
      `code for one passkey of ${email}, good for ${CODE_HOURS} hours:\n\n  ${code.reveal()}\n\nThey enter it at /staff/account, signed in.`,
    );
  });
}
