import { randomUUID } from 'node:crypto';
import { request } from 'undici';
import { expect, test } from '../harness/fixtures';
import { connect } from '../harness/flows';
import { COOKIES, signIn } from '../harness/people';
import type { Stack } from '../harness/stack';

test.describe('promise 4: the web server has no way to a token, even with its database role in strange hands', () => {
  test('connect_web sees nothing of the schema vault', async ({ stack }) => {
    const tables = await stack.database.owner("SELECT tablename FROM pg_tables WHERE schemaname = 'vault'");
    expect(tables.length).toBeGreaterThanOrEqual(5);
    for (const { tablename } of tables) {
      for (const sql of [
        `SELECT 1 FROM vault.${tablename} LIMIT 1`,
        `DELETE FROM vault.${tablename}`,
        `INSERT INTO vault.${tablename} DEFAULT VALUES`,
      ]) {
        await expect(stack.database.web(sql), sql).rejects.toThrow(/permission denied for schema vault/);
      }
    }
  });

  test('connect_web cannot write connections, exchanges, alarms, staff roles, API keys or audit rows', async ({
    stack,
  }) => {
    const forbidden = [
      "UPDATE connections SET status = 'active', reason = NULL",
      'UPDATE connections SET frozen_at = NULL',
      'DELETE FROM connections',
      'INSERT INTO connections SELECT * FROM connections',
      "UPDATE exchanges SET state = 'connected'",
      'INSERT INTO exchanges SELECT * FROM exchanges',
      'UPDATE alarms SET cleared_at = now()',
      'DELETE FROM alarms',
      "UPDATE staff SET role = 'admin'",
      'UPDATE staff SET disabled_at = NULL',
      "UPDATE staff SET email = 'a@b.example'",
      "INSERT INTO staff (email, role) VALUES ('a@b.example', 'admin')",
      'DELETE FROM staff',
      'UPDATE staff_accounts SET subject = subject',
      "INSERT INTO notices (customer_id, connection_id, kind) VALUES (gen_random_uuid(), gen_random_uuid(), 'x')",
      'UPDATE notices SET kind = kind',
      'UPDATE audit_entries SET actor_id = NULL',
      'DELETE FROM audit_entries',
      'TRUNCATE audit_entries',
      'INSERT INTO audit_entries SELECT * FROM audit_entries',
      'UPDATE audit_personal SET data = data',
      'DELETE FROM audit_personal',
      'CREATE TABLE public.own (id int)',
      'CREATE FUNCTION public.own() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
      'SET ROLE connect_vault',
      'SET ROLE connect_owner',
      'ALTER ROLE connect_web SUPERUSER',
    ];
    for (const sql of forbidden) {
      await expect(stack.database.web(sql), sql).rejects.toThrow(/permission denied|must be owner/);
    }
  });

  test('connect_web cannot write history about connections, under no name and on no connection', async ({
    stack,
  }) => {
    const write = (action: string, actor = 'customer', connection: string | null = null) =>
      stack.database.web("SELECT append_audit($1, $2, 'x', $3, NULL, '{}', NULL)", [
        action,
        actor,
        connection,
      ]);
    for (const action of [
      'connection.connected',
      'connection.disconnected',
      'alarm.cleared',
      'api_key.created',
      // shown to staff as it stands
      'session.disconnected at the customer’s wish',
      'attempt.',
    ]) {
      await expect(write(action), action).rejects.toThrow(/may not record/);
    }
    await expect(write('session.started', 'staff', randomUUID())).rejects.toThrow(/may not record/);
    await expect(write('session.started', 'operator')).rejects.toThrow(/may not record/);
    await write('session.ended');
  });

  test('connect_vault cannot make itself a person: no session, customer or staff row', async ({ stack }) => {
    const forbidden = [
      "INSERT INTO customer_sessions (token_hash, customer_id, expires) VALUES ('x', gen_random_uuid(), now())",
      "INSERT INTO staff_sessions (token_hash, staff_id, expires) VALUES ('x', gen_random_uuid(), now())",
      "UPDATE staff SET role = 'admin'",
      "INSERT INTO customers (email) VALUES ('a@b.example')",
      'UPDATE audit_entries SET actor_id = NULL',
      'DELETE FROM audit_entries',
      'UPDATE vault.audit_seals SET mac = mac',
    ];
    for (const sql of forbidden) {
      await expect(stack.database.vault(sql), sql).rejects.toThrow(/permission denied|append-only/);
    }
  });

  test('no process environment of the web holds a name of the vault', async ({ stack }) => {
    const { readFileSync } = await import('node:fs');
    for (const web of stack.webs) {
      const environment = readFileSync(`/proc/${web.pid}/environ`, 'utf8');
      expect(environment).toContain('NEXTAUTH_SECRET=');
      for (const name of [
        'VAULT_KEYS',
        'VAULT_DATABASE_URL',
        'VAULT_JOBS_DATABASE_URL',
        'WISE_SANDBOX_CLIENT_SECRET',
        'WISE_PRODUCTION_CLIENT_SECRET',
        'MIGRATION_DATABASE_URL',
      ]) {
        expect(environment, `${web.name} holds ${name}`).not.toContain(name);
      }
    }
  });
});

type Session = { audience: 'customer' | 'staff'; token: string } | undefined;

async function act(
  stack: Stack,
  path: string,
  session: Session,
  fields: Record<string, unknown> = {},
  key = stack.secrets.internalKey,
): Promise<number> {
  const { statusCode, body } = await request(`${stack.internalUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ...(session === undefined ? {} : { session }), ...fields }),
    reset: true,
  });
  await body.dump();
  return statusCode;
}

test.describe('design 4.1: the vault looks the person up itself', () => {
  test("an act with another person's, an expired, a forged or no session is refused", async ({ stack }) => {
    const owner = await stack.customer('Owner');
    const stranger = await stack.customer('Stranger');
    const viewer = await stack.staff('viewer');
    const operator = await stack.staff('operator');
    const id = await connect(stack, owner.browser, stack.sandbox.newUser());
    const tokenOf = (person: typeof owner | typeof viewer, audience: 'customer' | 'staff') => ({
      audience,
      token: person.browser.cookie(stack.appUrl, COOKIES[audience]) ?? '',
    });
    const expired = await signIn(stack.database, 'customer', owner.id, owner.browser.copy(), stack.appUrl);
    const idle = await signIn(stack.database, 'customer', owner.id, owner.browser.copy(), stack.appUrl);
    const { createHash } = await import('node:crypto');
    const hashOf = (token: string) => createHash('sha256').update(token).digest('hex');
    await stack.database.owner(
      "UPDATE customer_sessions SET expires = now() - interval '1 s' WHERE token_hash = $1",
      [hashOf(expired)],
    );
    await stack.database.owner(
      "UPDATE customer_sessions SET last_seen_at = now() - interval '31 min' WHERE token_hash = $1",
      [hashOf(idle)],
    );
    const disconnect = `/internal/connections/${id}/disconnect`;
    const refusals: [string, Session, Record<string, unknown>, number[]][] = [
      ['nobody', undefined, {}, [400, 401]],
      ['another customer', tokenOf(stranger, 'customer'), {}, [404]],
      ['an expired session', { audience: 'customer', token: expired }, {}, [401]],
      ['an idle session', { audience: 'customer', token: idle }, {}, [401]],
      ['an unknown session', { audience: 'customer', token: 'x'.repeat(43) }, {}, [401]],
      ['a customer as staff', { ...tokenOf(owner, 'customer'), audience: 'staff' }, { reason: 'x' }, [401]],
      ['staff as a customer', { ...tokenOf(operator, 'staff'), audience: 'customer' }, {}, [401]],
      ['a viewer', tokenOf(viewer, 'staff'), { reason: 'because' }, [403]],
      ['an operator without a reason', tokenOf(operator, 'staff'), {}, [400]],
    ];
    for (const [who, session, fields, statuses] of refusals) {
      expect(statuses, who).toContain(await act(stack, disconnect, session, fields));
    }
    expect(
      await act(stack, disconnect, tokenOf(owner, 'customer'), {}, 'wrong-key'),
      'a wrong internal key',
    ).toBe(401);
    const check = `/internal/connections/${id}/check`;
    expect(await act(stack, check, tokenOf(stranger, 'customer'))).toBe(404);
    expect(await act(stack, check, tokenOf(viewer, 'staff'))).toBe(403);
    const exchange = { attemptId: randomUUID(), code: 'x', profileId: null };
    expect(await act(stack, '/internal/exchanges', tokenOf(stranger, 'customer'), exchange)).toBe(404);
    expect(await act(stack, '/internal/exchanges', tokenOf(operator, 'staff'), exchange)).toBe(403);
    const row = await stack.database.one('SELECT status FROM connections WHERE id = $1', [id]);
    expect(row.status).toBe('active');
    expect(await act(stack, disconnect, tokenOf(owner, 'customer'))).toBe(200);
  });

  test('a sign-in older than 30 minutes may look but not disconnect', async ({ stack }) => {
    const owner = await stack.customer('Old Sign-In');
    const id = await connect(stack, owner.browser, stack.sandbox.newUser());
    await stack.database.owner(
      "UPDATE customer_sessions SET authenticated_at = now() - interval '31 min' WHERE customer_id = $1",
      [owner.id],
    );
    const session = {
      audience: 'customer' as const,
      token: owner.browser.cookie(stack.appUrl, COOKIES.customer) ?? '',
    };
    expect(await act(stack, `/internal/connections/${id}/disconnect`, session)).toBe(401);
    expect((await owner.browser.get(`${stack.appUrl}/connections/${id}`)).status).toBe(200);
  });
});
