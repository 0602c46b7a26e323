import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attestationFieldSchema } from '#lib/contract/step-up';
import { AppError } from '#lib/errors/app-error';
import { Secret } from '#lib/log/secret';
import type { VaultContext } from '#vault/runtime/context';
import { newStaff, signIn } from '#vault/testing/attempts';
import { type Otherwise, SoftwareAuthenticator } from '#vault/testing/authenticator';
import { Harness } from '#vault/testing/harness';
import { approved, newStaffWithPasskey, type StaffWithPasskey } from '#vault/testing/step-up';
import { beginEnrolment } from './begin-enrolment';
import { finishEnrolment } from './finish-enrolment';
import { makePasskeyCode } from './make-code';
import { removePasskey } from './remove';
import { renamePasskey } from './rename';

let harness: Harness;
let vault: VaultContext;
let admin: StaffWithPasskey;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault();
  admin = await newStaffWithPasskey(harness, 'admin');
});
afterAll(() => harness.close());

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

async function newColleague() {
  const id = await newStaff(harness, 'operator');
  return { id, session: { audience: 'staff' as const, token: await signIn(harness, 'staff', id) } };
}
type Colleague = Awaited<ReturnType<typeof newColleague>>;

async function codeFor(staffId: string): Promise<Secret> {
  const stepUp = await approved(vault, admin, { act: 'passkey.code', staffId });
  return (await makePasskeyCode(vault, { session: admin.session, staffId, stepUp })).code;
}

async function enrol(
  { session }: Pick<Colleague, 'session'>,
  code: Secret,
  otherwise: Otherwise = {},
  authenticator = new SoftwareAuthenticator(),
) {
  const options = await beginEnrolment(vault, { session, code });
  const attestation = attestationFieldSchema.parse(authenticator.create(options, otherwise));
  const { passkeyId } = await finishEnrolment(vault, { session, code, name: 'Laptop', attestation });
  return { passkeyId, authenticator };
}

const passkeysOf = async (staffId: string): Promise<string[]> => {
  const { rows } = await harness.owner.query(`SELECT name FROM staff_passkeys WHERE staff_id = $1`, [
    staffId,
  ]);
  return rows.map(({ name }) => name);
};

describe('a passkey is enrolled by a code of another admin', () => {
  it('once, however the code is typed; the passkey then approves acts', async () => {
    const colleague = await newColleague();
    const code = await codeFor(colleague.id);
    expect(code.reveal()).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
    const typed = new Secret(` ${code.reveal().toLowerCase().replaceAll('-', ' ')}`);
    const { authenticator, passkeyId } = await enrol(colleague, typed);
    expect(await passkeysOf(colleague.id)).toEqual(['Laptop']);
    const act = { act: 'passkey.remove', passkeyId } as const;
    await expect(approved(vault, { ...colleague, authenticator }, act)).resolves.toBeDefined();
    expect(await codeOf(enrol(colleague, code))).toBe('PASSKEY_CODE_REFUSED');
  });

  it('two enrolments at once with one code: one passkey', async () => {
    const colleague = await newColleague();
    const code = await codeFor(colleague.id);
    const options = await beginEnrolment(vault, { session: colleague.session, code });
    const finish = () => {
      const attestation = attestationFieldSchema.parse(new SoftwareAuthenticator().create(options));
      return codeOf(finishEnrolment(vault, { session: colleague.session, code, name: 'x', attestation }));
    };
    expect((await Promise.all([finish(), finish(), finish()])).sort()).toEqual([
      'PASSKEY_CODE_REFUSED',
      'PASSKEY_CODE_REFUSED',
      'done',
    ]);
  });

  it('not with a code of somebody else, one that is over, or in another session than it was begun in', async () => {
    const [colleague, other] = [await newColleague(), await newColleague()];
    const code = await codeFor(colleague.id);
    expect(await codeOf(enrol(other, code))).toBe('PASSKEY_CODE_REFUSED');
    const options = await beginEnrolment(vault, { session: colleague.session, code });
    const elsewhere = { audience: 'staff' as const, token: await signIn(harness, 'staff', colleague.id) };
    const attestation = attestationFieldSchema.parse(new SoftwareAuthenticator().create(options));
    expect(await codeOf(finishEnrolment(vault, { session: elsewhere, code, name: 'x', attestation }))).toBe(
      'PASSKEY_CODE_REFUSED',
    );
    await harness.owner.query(`UPDATE vault.passkey_codes SET expires_at = now() WHERE staff_id = $1`, [
      colleague.id,
    ]);
    expect(await codeOf(enrol(colleague, code))).toBe('PASSKEY_CODE_REFUSED');
  });

  it.each<[string, Otherwise]>([
    ['on another origin', { origin: 'https://phish.example' }],
    ['for another relying party', { rpId: 'phish.example' }],
    ['without the person verified', { isVerified: false }],
  ])('not %s, and the code stays good', async (_how, otherwise) => {
    const colleague = await newColleague();
    const code = await codeFor(colleague.id);
    expect(await codeOf(enrol(colleague, code, otherwise))).toBe('PASSKEY_REFUSED');
    expect(await codeOf(enrol(colleague, code))).toBe('done');
  });

  it('one credential belongs to one person', async () => {
    const [one, two] = [await newColleague(), await newColleague()];
    const { authenticator } = await enrol(one, await codeFor(one.id));
    expect(await codeOf(enrol(two, await codeFor(two.id), {}, authenticator))).toBe('PASSKEY_REFUSED');
  });
});

describe('a code', () => {
  it('is made by admins with their passkey, for others', async () => {
    const operator = await newStaffWithPasskey(harness, 'operator');
    const { id: staffId } = await newColleague();
    const act = { act: 'passkey.code', staffId } as const;
    expect(await codeOf(approved(vault, operator, act))).toBe('FORBIDDEN');
    expect(await codeOf(makePasskeyCode(vault, { session: admin.session, staffId }))).toBe(
      'STEP_UP_REQUIRED',
    );
    const own = { act: 'passkey.code', staffId: admin.id } as const;
    const stepUp = await approved(vault, admin, own);
    expect(await codeOf(makePasskeyCode(vault, { session: admin.session, staffId: admin.id, stepUp }))).toBe(
      'CONFLICT',
    );
  });

  it('is stored as its hash alone', async () => {
    const { id } = await newColleague();
    const code = (await codeFor(id)).reveal();
    const { rows } = await harness.owner.query(`SELECT * FROM vault.passkey_codes WHERE staff_id = $1`, [id]);
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(code.slice(0, 9));
  });
});

describe('one’s own passkeys', () => {
  it('are renamed by nobody else', async () => {
    const colleague = await newColleague();
    const { passkeyId } = await enrol(colleague, await codeFor(colleague.id));
    const ask = { passkeyId, name: 'Phone' };
    expect(await codeOf(renamePasskey(vault, { ...ask, session: admin.session }))).toBe('NOT_FOUND');
    expect(await codeOf(renamePasskey(vault, { ...ask, session: colleague.session }))).toBe('done');
    expect(await passkeysOf(colleague.id)).toEqual(['Phone']);
  });

  it('are removed with an approval; the last one only while a code for the next is open', async () => {
    const colleague = await newColleague();
    const first = await enrol(colleague, await codeFor(colleague.id));
    const person = { ...colleague, authenticator: first.authenticator };
    const remove = async (passkeyId: string) => {
      const stepUp = await approved(vault, person, { act: 'passkey.remove', passkeyId });
      return codeOf(removePasskey(vault, { session: colleague.session, passkeyId, stepUp }));
    };
    const { session } = colleague;
    expect(await codeOf(removePasskey(vault, { session, passkeyId: first.passkeyId }))).toBe(
      'STEP_UP_REQUIRED',
    );
    expect(await remove(first.passkeyId)).toBe('LAST_PASSKEY');
    const second = await enrol(colleague, await codeFor(colleague.id));
    expect(await remove(second.passkeyId)).toBe('done');
    expect(await remove(first.passkeyId)).toBe('LAST_PASSKEY');
    await codeFor(colleague.id);
    expect(await remove(first.passkeyId)).toBe('done');
    expect(await passkeysOf(colleague.id)).toEqual([]);
  });

  it('two are not removed at once, each as not the last', async () => {
    const colleague = await newColleague();
    const made = [
      await enrol(colleague, await codeFor(colleague.id)),
      await enrol(colleague, await codeFor(colleague.id)),
    ];
    const answers = await Promise.all(
      made.map(async ({ passkeyId, authenticator }) => {
        const person = { ...colleague, authenticator };
        const stepUp = await approved(vault, person, { act: 'passkey.remove', passkeyId });
        return codeOf(removePasskey(vault, { session: colleague.session, passkeyId, stepUp }));
      }),
    );
    expect(answers.sort()).toEqual(['LAST_PASSKEY', 'done']);
  });

  it('each act leaves a row in the audit trail', async () => {
    const { rows } = await harness.owner.query(
      `SELECT DISTINCT action FROM audit_entries WHERE action LIKE 'staff.passkey%' ORDER BY action`,
    );
    expect(rows.map(({ action }) => action)).toEqual([
      'staff.passkey_added',
      'staff.passkey_code_made',
      'staff.passkey_removed',
      'staff.passkey_renamed',
    ]);
  });
});
