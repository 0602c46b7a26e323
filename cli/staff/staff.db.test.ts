import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '#cli/staff';
import { type Database, openDatabase } from '#lib/db/client';
import { newToken } from '#lib/hash/tokens';
import { findSession } from '#lib/sessions/session';
import { withClient } from '#scripts/db/roles';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { startSession } from '#web/sessions/sessions';

let database: TestDatabase;
let web: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  web = openDatabase(database.webUrl, { applicationName: 'test', max: 2 });
});
afterAll(async () => {
  await web.close();
  await database.drop();
});

const rows = (sql: string, values: unknown[] = []) =>
  withClient(database.ownerUrl, async (owner) => (await owner.query(sql, values)).rows);

/** One command line, as role connect_owner unless another address is given. */
function staff(line: string, url = database.ownerUrl) {
  const place = { ownerUrl: async () => url, vaultSettings: async () => ({}), operator: 'test' };
  return run(line.split(' '), place);
}

const audit = (email: string) =>
  rows(
    `SELECT action, actor_kind, actor_id, db_role FROM audit_entries JOIN audit_personal ON entry_id = id
      WHERE data ->> 'email' = $1 ORDER BY id`,
    [email],
  );
const recorded = (action: string, command: string) => ({
  action,
  actor_kind: 'operator',
  actor_id: command,
  db_role: 'connect_owner',
});

async function signIn(email: string): Promise<string> {
  const [person] = await rows('SELECT id FROM staff WHERE email = $1', [email]);
  const token = newToken();
  await startSession(web.db, { audience: 'staff', personId: person.id, token, method: 'email' });
  return token;
}

describe('the commands for staff', () => {
  it('add a colleague with an audit row, and change nobody who is there', async () => {
    const ada = 'ada@example.com';
    expect(await staff(`add --email ${ada} --role admin --name Ada`)).toEqual({
      text: 'ada@example.com can now sign in at /staff as admin',
      exitCode: 0,
    });
    expect(await staff(`add --email ${ada} --role viewer`)).toMatchObject({
      text: expect.stringContaining('already, as admin'),
      exitCode: 1,
    });
    expect(await rows('SELECT role, name FROM staff WHERE email = $1', [ada])).toEqual([
      { role: 'admin', name: 'Ada' },
    ]);
    expect(await audit(ada)).toEqual([recorded('staff.added', 'staff:add')]);
  });

  it('are out of reach for the roles of web and vault', async () => {
    for (const url of [database.webUrl, database.vaultUrl]) {
      await expect(staff('add --email eve@example.com --role admin', url)).rejects.toThrow(
        'permission denied',
      );
    }
  });

  it('let somebody out: their sessions die at once, and letting them in again wakes none', async () => {
    const email = 'leaver@example.com';
    await staff(`add --email ${email} --role operator`);
    const token = await signIn(email);
    await rows(
      `INSERT INTO staff_verification_tokens (identifier, token, expires) VALUES ($1, 'hash', now() + interval '1 hour')`,
      [email],
    );
    expect(await findSession(web.db, 'staff', token)).toMatchObject({ email });
    expect(await staff(`disable --email ${email}`)).toMatchObject({
      text: expect.stringContaining('one sign-in ended'),
      exitCode: 0,
    });
    expect(await findSession(web.db, 'staff', token)).toBeUndefined();
    await expect(signIn(email)).rejects.toThrow('gone or disabled');
    expect(await rows('SELECT 1 FROM staff_verification_tokens')).toEqual([]);
    expect(await staff(`disable --email ${email}`)).toMatchObject({ exitCode: 1 });

    expect(await staff(`enable --email ${email}`)).toMatchObject({ exitCode: 0 });
    expect(await findSession(web.db, 'staff', token)).toBeUndefined();
    expect(await findSession(web.db, 'staff', await signIn(email))).toMatchObject({ role: 'operator' });
    expect(await audit(email)).toEqual([
      recorded('staff.added', 'staff:add'),
      recorded('staff.disabled', 'staff:disable'),
      recorded('staff.enabled', 'staff:enable'),
    ]);
  });

  it('make a code for one passkey, stored as its hash, and none for who is disabled', async () => {
    const email = 'kay@example.com';
    await staff(`add --email ${email} --role viewer`);
    const { text, exitCode } = await staff(`passkey-code --email ${email}`);
    expect(exitCode).toBe(0);
    const code = String(/[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/.exec(text)?.[0]);
    expect(
      await rows(
        `SELECT code.code_hash = sha256($1::bytea) AS is_it, code.expires_at > now() + interval '23 hours' AS is_long
           FROM vault.passkey_codes AS code JOIN staff ON staff.id = code.staff_id WHERE email = $2`,
        [code, email],
      ),
    ).toEqual([{ is_it: true, is_long: true }]);
    expect(await audit(email)).toContainEqual(recorded('staff.passkey_code_made', 'staff:passkey-code'));
    await staff(`disable --email ${email}`);
    expect(await staff(`passkey-code --email ${email}`)).toMatchObject({ exitCode: 1 });
  });

  it('change a role with the next request of whoever is signed in, and leave nobody without an admin', async () => {
    const email = 'mover@example.com';
    await staff(`add --email ${email} --role viewer`);
    const token = await signIn(email);
    await staff(`role --email ${email} --role admin`);
    expect(await findSession(web.db, 'staff', token)).toMatchObject({ role: 'admin' });
    await rows(`UPDATE staff SET disabled_at = now() WHERE role = 'admin' AND email <> $1`, [email]);
    const last = { text: expect.stringContaining('the last active admin'), exitCode: 1 };
    expect(await staff(`role --email ${email} --role support`)).toMatchObject(last);
    expect(await staff(`disable --email ${email}`)).toMatchObject(last);
    expect(await findSession(web.db, 'staff', token)).toMatchObject({ role: 'admin' });
    await staff('add --email second@example.com --role admin');
    expect(await staff(`role --email ${email} --role support`)).toEqual({
      text: 'mover@example.com is support now, no longer admin',
      exitCode: 0,
    });
    expect(await findSession(web.db, 'staff', token)).toMatchObject({ role: 'support' });
  });

  it('know nobody who is not there', async () => {
    for (const act of ['disable', 'enable', 'rebind', 'passkey-code']) {
      expect(await staff(`${act} --email ghost@example.com`)).toMatchObject({
        text: expect.stringContaining('nobody on the staff'),
        exitCode: 1,
      });
    }
  });

  it('change nothing where they say so: one who cannot be released keeps the others of the issuer', async () => {
    const issuer = 'https://former.example.com';
    for (const [at, type] of ['oauth', 'email'].entries()) {
      const email = `former${at}@example.com`;
      await staff(`add --email ${email} --role viewer`);
      await rows(
        `INSERT INTO staff_accounts (provider, issuer, subject, type, staff_id)
         SELECT 'staff-oidc', $1, id::text, $2, id FROM staff WHERE email = $3`,
        [issuer, type, email],
      );
    }
    expect(await staff(`rebind --from ${issuer}`)).toMatchObject({
      text: expect.stringContaining('nothing was changed'),
      exitCode: 1,
    });
    const left = await rows('SELECT type FROM staff_accounts WHERE issuer = $1 ORDER BY type', [issuer]);
    expect(left).toEqual([{ type: 'email' }, { type: 'oauth' }]);
    await rows(`DELETE FROM staff WHERE email LIKE 'former%'`);
  });

  it('list everybody, with what they are linked to and whether they are in', async () => {
    await rows(`INSERT INTO staff_accounts (provider, issuer, subject, type, staff_id)
      SELECT 'staff-oidc', 'https://sso.example.com', '7', 'oauth', id FROM staff WHERE email = 'mover@example.com'`);
    const { text, exitCode } = await staff('list');
    expect(exitCode).toBe(0);
    expect(text).toMatch(/^mover@example\.com +support +linked to https:\/\/sso\.example\.com, signed in$/m);
    expect(text).toMatch(/^leaver@example\.com +operator +no sign-in account linked, signed in$/m);
    expect(text).toMatch(/^ada@example\.com +admin +disabled since \d{4}-\d\d-\d\d +Ada$/m);
    await rows(`UPDATE staff_sessions SET last_seen_at = now() - interval '31 minutes'`);
    expect((await staff('list')).text).not.toContain('signed in');
  });
});
