import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applicationId } from '#lib/contract/application-id';
import { rollUp } from '#vault/access-use/roll-up';
import type { VaultContext } from '#vault/runtime/context';
import { bareConnections } from '#vault/testing/bulk';
import { Harness } from '#vault/testing/harness';
import { newStaffWithPasskey, type StaffWithPasskey } from '#vault/testing/step-up';
import { dryRun } from './ask-for-incident';
import { countUses } from './count-uses';
import { countReached } from './reached-by-key';

let harness: Harness;
let vault: VaultContext;
let ada: StaffWithPasskey;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault();
  ada = await newStaffWithPasskey(harness, 'admin');
  await newStaffWithPasskey(harness, 'admin');
});
afterAll(() => harness.close());

describe('the dry run of an incident', () => {
  it('counts what is in scope for an admin, and changes nothing', async () => {
    const scope = { on: 'everything', since: '', endSessions: 'all', revokeKeys: 'yes' } as const;
    const counts = await dryRun(vault, { session: ada.session, scope });
    expect(counts).toMatchObject({ connections: 0, grants: 0, uses: null, bound: 10_000 });
    expect(counts.staffSessions).toBeGreaterThanOrEqual(2);
    for (const on of ['environment:production', 'api_key:0123456789abcdef', 'ring_key:x'])
      expect(
        await dryRun(vault, {
          session: ada.session,
          scope: { ...scope, on, since: '2026-11-01T00:00:00Z' },
        }),
      ).toMatchObject({ connections: 0, grants: 0, uses: 0 });
    expect((await harness.owner.query('SELECT FROM vault.holds')).rowCount).toBe(0);
    const { session } = await newStaffWithPasskey(harness, 'operator');
    await expect(dryRun(vault, { session, scope })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('counts what a key was given a moment ago, also while a transaction that is open anywhere holds counting back', async () => {
    const key = 'feedfeedfeedfeed';
    const [early, late] = await bareConnections(harness, 2);
    const use = (id: string | undefined, times: number) =>
      harness.owner.query(
        `INSERT INTO vault.access_records (connection_id, api_key_id, purpose, request_id)
         SELECT $1, $2, 'token', 'r' || n FROM generate_series(1, $3::int) AS n`,
        [id, key, times],
      );
    const counts = async () => {
      const scope = { on: `api_key:${key}`, endSessions: 'none', revokeKeys: 'no' } as const;
      const since = new Date(Date.now() - 86_400_000).toISOString();
      const { connections, uses } = await dryRun(vault, { session: ada.session, scope: { ...scope, since } });
      return { connections, uses };
    };
    await use(early, 3);
    await rollUp(vault);
    const open = await harness.owner.connect();
    await open.query('BEGIN; SELECT pg_current_xact_id()');
    await use(early, 1);
    await use(late, 2);
    await rollUp(vault);
    expect(await counts()).toEqual({ connections: 2, uses: 6 });
    await open.query('COMMIT');
    open.release();
    await rollUp(vault);
    expect(await counts(), 'each once').toEqual({ connections: 2, uses: 6 });
  });

  it('counts what was used in its environment alone, by whatever token, and says so', async () => {
    const [inSandbox] = await bareConnections(harness, 1);
    const [inProduction] = await bareConnections(harness, 1, 'production');
    const own = randomUUID();
    await harness.owner.query(
      `INSERT INTO personal_tokens (id, environment, wise_user_id, profile_id, profile_type, profile_name)
       VALUES ($1, 'production', '7', '7', 'business', 'Ours')`,
      [own],
    );
    const use = (id: string | undefined, purpose: string, times: number) =>
      harness.owner.query(
        `INSERT INTO vault.access_records (connection_id, api_key_id, purpose, request_id)
         SELECT $1, 'feedfeedfeedfee0', $2, 'r' || n FROM generate_series(1, $3::int) AS n`,
        [id, purpose, times],
      );
    const counts = async (on: string) => {
      const scope = { on, endSessions: 'none', revokeKeys: 'no', since: '2026-11-01T00:00:00Z' } as const;
      const { uses, usesIn, isUsesAtLeast } = await dryRun(vault, { session: ada.session, scope });
      return { uses: uses ?? 0, usesIn, isUsesAtLeast };
    };
    const ons = ['environment:sandbox', 'environment:production', 'everything'];
    const before = await Promise.all(ons.map(counts));
    await use(inSandbox, 'token', 1);
    await use(applicationId('sandbox', 'acme-bank'), 'application-token', 2);
    await use(own, 'personal-call', 4);
    await rollUp(vault);
    await use(inProduction, 'call', 8);
    await use(applicationId('production', 'acme-bank'), 'application-call', 16);
    const after = await Promise.all(ons.map(counts));
    expect(after.map(({ uses }, n) => uses - (before[n]?.uses ?? 0))).toEqual([3, 28, 31]);
    expect(after.map(({ usesIn }) => usesIn)).toEqual(['sandbox', 'production', undefined]);
    expect(after.some(({ isUsesAtLeast }) => isUsesAtLeast)).toBe(false);
    const target = { scope: 'environment', value: 'sandbox' } as const;
    const few = await countUses(vault.database.db, { target, since: new Date('2026-11-01'), bound: 1 });
    expect(few, 'where not all was read, it is at least so many').toMatchObject({ isUsesAtLeast: true });
  });

  it('on an encryption key counts the uses of what that key opened since then, and says so', async () => {
    const [former, other, gone] = await bareConnections(harness, 3);
    const { id: still } = await harness.link(vault);
    await harness.owner.query(`UPDATE vault.grants SET key_id = 'leaked' WHERE connection_id = $1`, [still]);
    const [own, notOwn] = [randomUUID(), randomUUID()];
    const since = '2026-11-01T00:00:00Z';
    await harness.owner.query(
      `INSERT INTO vault.ring_key_use (ring_key, source, row_id, connection_id, from_at, until_at)
       SELECT u.ring_key, u.source, coalesce(u.own, gen_random_uuid()), u.connection_id, '2026-10-01', u.until_at
       FROM (VALUES
         ('leaked', 'grants', NULL::uuid, $1::uuid, '2026-11-02'::timestamptz), ('next', 'grants', NULL, $1, NULL),
         ('next', 'grants', NULL, $2, NULL), ('leaked', 'grants', NULL, $3, '2026-10-20'),
         ('leaked', 'personal_token_values', $4::uuid, NULL, NULL), ('next', 'personal_token_values', $5::uuid, NULL, NULL)
       ) AS u (ring_key, source, own, connection_id, until_at)`,
      [former, other, gone, own, notOwn],
    );
    const use = (id: string | undefined, purpose: string, times: number) =>
      harness.owner.query(
        `INSERT INTO vault.access_records (connection_id, api_key_id, purpose, request_id)
         SELECT $1, 'feedfeedfeedfee1', $2, 'r' || n FROM generate_series(1, $3::int) AS n`,
        [id, purpose, times],
      );
    await use(former, 'token', 1);
    await use(other, 'token', 2);
    await use(own, 'personal-token', 4);
    await use(notOwn, 'personal-token', 8);
    await rollUp(vault);
    await use(still, 'call', 16);
    await use(gone, 'call', 32);
    await use(applicationId('sandbox', 'acme-bank'), 'application-call', 64);
    const scope = { on: 'ring_key:leaked', endSessions: 'none', revokeKeys: 'no' } as const;
    const counts = (from: string) =>
      dryRun(vault, { session: ada.session, scope: { ...scope, since: from } });
    expect(await counts(since)).toMatchObject({ uses: 21, usesUnder: 'ring_key', isUsesAtLeast: false });
    expect(await counts('2026-10-10T00:00:00Z'), 'the time is that of the key').toMatchObject({ uses: 53 });
    expect(await counts(''), 'of an unknown time').toMatchObject({ uses: null, usesUnder: 'ring_key' });
  });

  it('of a key that was used often: every connection is asked where there are few, else it says "at least"', async () => {
    const key = 'beefbeefbeefbeef';
    const linked = await harness.link(vault);
    const [bare] = await bareConnections(harness, 1);
    await harness.owner.query(
      `INSERT INTO vault.access_use (connection_id, day, api_key_id, purpose, count, first_at, last_at)
       SELECT id, current_date - n, $2, 'token', 1, now(), now() FROM unnest($1::uuid[]) AS id, generate_series(0, 9) AS n`,
      [[linked.id, bare], key],
    );
    // of no connection
    await harness.owner.query(
      `INSERT INTO vault.access_use (connection_id, day, api_key_id, purpose, count, first_at, last_at)
       SELECT $1::uuid, current_date - 9, $2, unnest(ARRAY['application-token', 'personal-call']), 1, now(), now()`,
      [randomUUID(), key],
    );
    const count = (bound: number, lines: number) =>
      countReached(vault.database.db, { key, since: null, bound, lines });
    const whole = { connections: 2, grants: 1, isAtLeast: false };
    expect(await count(10_000, 50_000)).toEqual(whole);
    expect(await count(10_000, 1), 'asked').toEqual(whole);
    expect(await count(1, 50_000), 'over the bound').toEqual({
      ...{ connections: 2, grants: expect.any(Number), isAtLeast: true },
    });
    expect(await count(1, 1)).toEqual({ connections: 1, grants: expect.any(Number), isAtLeast: true });
  });
});
