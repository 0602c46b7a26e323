import { done, type Result, refused } from '#cli/place';
import type { Released } from './order';
import {
  asOwner,
  endSessions,
  lockPerson,
  nobody,
  type Owner,
  type Person,
  record,
  sessionsEnded,
} from './transaction';

type Account = { issuer: string; subject: string };

/**
 * Lets go of sign-in accounts, after which the next sign-in at the configured provider with the person's confirmed
 * address takes their place, once. An address alone never does that: somebody who runs this has to want it.
 */
export function releaseColleagues(ownerUrl: string, of: Released): Promise<Result> {
  return asOwner(ownerUrl, async (owner) => {
    const addresses = 'email' in of ? [of.email] : await boundTo(owner, of.issuer);
    if (addresses.length === 0 && 'issuer' in of) {
      return refused(`nobody is linked to ${of.issuer}; npm run staff:list shows who is linked to what`);
    }
    const said: string[] = [];
    for (const address of addresses) {
      const person = await lockPerson(owner, address);
      if (person === undefined) return refused(nobody(address));
      const gone = await release(owner, person);
      if (gone.length === 0) return refused(`${address} has no sign-in account linked; nothing was changed`);
      const ended = await endSessions(owner, person);
      await record(owner, {
        action: 'staff.released',
        command: 'staff:rebind',
        detail: {
          staffId: person.id,
          issuer: gone.map(({ issuer }) => issuer).join(' '),
          sessionsEnded: ended,
        },
        personal: { email: address, subject: gone.map(({ subject }) => subject).join(' ') },
      });
      said.push(
        `${address} has no sign-in account linked any more, ${sessionsEnded(ended)}: their next sign-in with this confirmed address is linked`,
      );
    }
    return done(said.join('\n'));
  });
}

/** Binds a member of staff to one account and no other: no address is asked. */
export function bindColleague(ownerUrl: string, to: Account & { email: string }): Promise<Result> {
  const { email, issuer, subject } = to;
  return asOwner(ownerUrl, async (owner) => {
    const person = await lockPerson(owner, email);
    if (person === undefined) return refused(nobody(email));
    await release(owner, person);
    const { rowCount } = await owner.query(
      `INSERT INTO public.staff_accounts (provider, issuer, subject, type, staff_id)
       VALUES ('staff-oidc', $1, $2, 'oauth', $3) ON CONFLICT (issuer, subject) DO NOTHING`,
      [issuer, subject, person.id],
    );
    // thrown, so that the release is undone too
    if (rowCount !== 1) throw new Error('that account belongs to another member of staff');
    const ended = await endSessions(owner, person);
    await record(owner, {
      action: 'staff.bound',
      command: 'staff:rebind',
      detail: { staffId: person.id, issuer, sessionsEnded: ended },
      personal: { email, subject },
    });
    return done(`${email} signs in as ${subject} at ${issuer} from now on; ${sessionsEnded(ended)}`);
  });
}

async function boundTo(owner: Owner, issuer: string): Promise<string[]> {
  const { rows } = await owner.query<{ email: string }>(
    `SELECT email FROM public.staff WHERE id IN (SELECT staff_id FROM public.staff_accounts WHERE issuer = $1) ORDER BY email`,
    [issuer],
  );
  return rows.map(({ email }) => email);
}

async function release(owner: Owner, { id }: Person): Promise<Account[]> {
  const { rows } = await owner.query<Account>(
    `DELETE FROM public.staff_accounts WHERE staff_id = $1 AND type = 'oauth' RETURNING issuer, subject`,
    [id],
  );
  return rows;
}
