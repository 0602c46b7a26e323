import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '#lib/log/secret';
import { createFormerDatabase } from '#test/database/former-database';
import { until } from '#test/until';
import { startExchangeRecovery } from '#vault/exchanges/recover-exchanges';
import { openKeyRing } from '#vault/keys/key-ring';
import type { VaultContext } from '#vault/runtime/context';
import { attemptOf, type Claimed, newCustomer } from '#vault/testing/attempts';
import { exchangeRow, liveAccessOf } from '#vault/testing/exchanges';
import { Harness } from '#vault/testing/harness';
import { newWiseUser } from '#vault/testing/wise-users';
import { migrate } from '../../scripts/db/migrate.mjs';
import { openField, sealPair } from './grant-record';
import { startRefreshLoop } from './refresh-loop';
import { tokenTimes } from './store-tokens';
import { vend } from './vend';

// Migration one_token_store on a database that the release before it has written.

const REDIRECT_URI = 'http://localhost:3000/connect/sandbox/callback';

let harness: Harness;
let vault: VaultContext;

beforeAll(async () => {
  harness = await Harness.start(await createFormerDatabase('20261128140000'));
  vault = harness.vault();
});
afterAll(() => harness.close());

type Given = { attempt: Claimed; userId: string; profileId: string; access: Secret; refresh: Secret };

/** What Wise has given for an attempt, and the rows that the former release wrote for it by then. */
async function given(
  state: string,
  reason: string | null,
  lease: { open: number; over: boolean },
): Promise<Given> {
  const user = newWiseUser(harness.emulator);
  const attempt = await attemptOf(harness, await newCustomer(harness), user);
  const answer = await vault.wise.all.at(0)?.exchangeCode({ code: attempt.code, redirectUri: REDIRECT_URI });
  if (answer?.kind !== 'tokens' || answer.tokens.refresh === null) throw new Error('no tokens');
  const { access, refresh } = answer.tokens;
  const times = tokenTimes(answer.tokens, new Date());
  const { attemptId, customerId } = attempt;
  const isOver = state !== 'received';
  await harness.owner.query(
    `INSERT INTO exchanges (attempt_id, code_hash, customer_id, environment, client_id, profile_id, state, reason, deadline_at,
       received_at, finished_at, worker_until, open_leases)
     SELECT id, code_hash, customer_id, environment, client_id, profile_id, $2, $3, now(), now(),
       CASE WHEN $4::boolean THEN now() END, CASE WHEN $5::boolean THEN now() - interval '1 second' END, $6
     FROM connect_attempts WHERE id = $1`,
    [attemptId, state, reason, isOver, lease.over, lease.open],
  );
  const identity = { attemptId, customerId, environment: 'sandbox', clientId: 'acme-bank' } as const;
  const sealed = sealPair(vault, identity, 1n, { access, refresh });
  await harness.owner.query(
    `INSERT INTO vault.exchange_tokens (attempt_id, key_id, wrapped_key, access, refresh, version, wise_created_at,
       access_issued_at, access_expires_at, refresh_expires_at) VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9)`,
    [
      ...[attemptId, sealed.keyId, sealed.wrappedKey, isOver ? null : sealed.access, sealed.refresh],
      ...[times.wiseCreatedAt, times.accessIssuedAt, times.accessExpiresAt, times.refreshExpiresAt],
    ],
  );
  return { attempt, userId: user.id, profileId: user.profileId, access, refresh };
}

/** An exchange that holds no tokens. */
async function without(state: string, reason: string | null): Promise<Claimed> {
  const attempt = await attemptOf(harness, await newCustomer(harness), newWiseUser(harness.emulator));
  await harness.owner.query(
    `INSERT INTO exchanges (attempt_id, code_hash, customer_id, environment, client_id, profile_id, state, reason, deadline_at,
       finished_at)
     SELECT id, code_hash, customer_id, environment, client_id, profile_id, $2::exchange_state, $3, now() - interval '1 second',
       CASE WHEN $2::exchange_state = 'sent' THEN NULL ELSE now() END
     FROM connect_attempts WHERE id = $1`,
    [attempt.attemptId, state, reason],
  );
  if (state === 'sent')
    await harness.owner.query(
      `INSERT INTO vault.exchange_tokens (attempt_id, key_id, wrapped_key) VALUES ($1, 'k1', $2)`,
      [attempt.attemptId, randomBytes(40)],
    );
  return attempt;
}

type Connected = { id: string; userId: string; access: Secret };

/** A connection and its grant in one of the former states. */
async function connected(state: string, columns: string): Promise<Connected> {
  const { attempt, userId, profileId, ...tokens } = await given('received', null, { open: 0, over: true });
  await harness.owner.query('DELETE FROM vault.exchange_tokens WHERE attempt_id = $1', [attempt.attemptId]);
  const isDisconnected = state === 'ending';
  const { rows } = await harness.owner.query(
    `INSERT INTO connections (customer_id, environment, client_id, wise_user_id, profile_id, profile_type, profile_name,
       status, reason, disconnected_at, end_result)
     VALUES ($1, 'sandbox', 'acme-bank', $2, $3, 'personal', 'Ada', $4::connection_status, $5::connection_reason,
       CASE WHEN $6::boolean THEN now() END, CASE WHEN $6::boolean THEN 'pending' END) RETURNING id`,
    [
      ...[attempt.customerId, userId, profileId, isDisconnected ? 'disconnected' : 'active'],
      ...[isDisconnected ? 'customer' : null, isDisconnected],
    ],
  );
  const id = String(rows[0].id);
  await harness.owner.query(
    `UPDATE exchanges SET state = 'connected', connection_id = $2, finished_at = now(), worker_until = NULL
     WHERE attempt_id = $1`,
    [attempt.attemptId, id],
  );
  const version = 1_764_300_000n;
  const identity = {
    connectionId: id,
    wiseUserId: userId,
    profileId,
    customerId: attempt.customerId,
  } as const;
  const sealed = sealPair(
    vault,
    { ...identity, environment: 'sandbox', clientId: 'acme-bank' },
    version,
    tokens,
  );
  await harness.owner.query(
    `INSERT INTO vault.grants (connection_id, environment, client_id, wise_user_id, profile_id, customer_id, epoch, version,
       key_id, wrapped_key, access, refresh, access_issued_at, access_expires_at, next_refresh_at)
     VALUES ($1, 'sandbox', 'acme-bank', $2, $3, $4, 1764300000000000, $5, $6, $7, $8, $9, now(),
       now() + interval '12 hours', now() + interval '1 hour')`,
    [
      ...[id, userId, profileId, attempt.customerId, version, sealed.keyId, sealed.wrappedKey],
      ...[sealed.access, sealed.refresh],
    ],
  );
  await harness.owner.query(`UPDATE vault.grants SET state = '${state}'${columns} WHERE connection_id = $1`, [
    id,
  ]);
  return { id, userId, access: tokens.access };
}

describe('a database of the release before', () => {
  it('keeps every connection and every exchange through the upgrade', async () => {
    const dead =
      ", lease_owner = 'a dead vault', lease_expires_at = now() - interval '1 hour', refresh_sent_at = now() - interval '1 hour'";
    const grants = {
      settled: await connected('settled', ''),
      refreshing: await connected('refreshing', `${dead}, next_refresh_at = now()`),
      uncertain: await connected(
        'uncertain',
        ", uncertain_until = now() - interval '1 second', next_refresh_at = now()",
      ),
      ending: await connected(
        'ending',
        ", access = NULL, ending_until = now() + interval '15 minutes', next_refresh_at = now()",
      ),
    };
    const received = await given('received', null, { open: 0, over: false });
    const leftByDead = await given('received', null, { open: 1, over: true });
    const refused = await given('refused', 'profile_mismatch', { open: 0, over: false });
    const interrupted = await given('interrupted', null, { open: 1, over: true });
    const sent = await without('sent', null);
    const failed = await without('failed', 'code_refused');

    const { applied } = await migrate(harness.database.ownerUrl);
    expect(applied).toEqual(expect.arrayContaining(['20261128140001_one_token_store']));
    const { rows: kept } = await harness.owner.query(
      `SELECT state::text, count(*)::int AS count FROM vault.grants GROUP BY state ORDER BY state`,
    );
    expect(Object.fromEntries(kept.map(({ state, count }) => [state, count]))).toEqual({
      received: 2,
      settled: 1,
      refreshing: 1,
      uncertain: 1,
      ending: 3,
    });
    expect((await vend(vault, grants.settled.id)).access.reveal()).toBe(grants.settled.access.reveal());

    const stops = [startExchangeRecovery(vault), startRefreshLoop(vault)];
    try {
      for (const { attempt, userId } of [received, leftByDead]) {
        const row = await until('it is connected', async () => {
          const now = await exchangeRow(harness, attempt);
          return now?.state === 'connected' ? now : undefined;
        });
        const { access } = await vend(vault, String(row.connection_id));
        expect(liveAccessOf(harness, userId)).toContain(access.reveal());
      }
      for (const { id, userId } of [grants.refreshing, grants.uncertain]) {
        const { access } = await vend(vault, id);
        expect(liveAccessOf(harness, userId), 'proved anew').toEqual([access.reveal()]);
      }
      for (const { attempt, userId, access } of [refused, interrupted]) {
        await until(
          'it is revoked and erased',
          async () => (await exchangeRow(harness, attempt))?.hasTokens === false,
        );
        expect(liveAccessOf(harness, userId)).not.toContain(access.reveal());
      }
      await until('the receipt is written', async () => {
        const { rows } = await harness.owner.query('SELECT end_result FROM connections WHERE id = $1', [
          grants.ending.id,
        ]);
        return rows[0].end_result === 'cancelled';
      });
      await until(
        'the code that was being sent is given up',
        async () => (await exchangeRow(harness, sent))?.state === 'interrupted',
      );
      expect(await exchangeRow(harness, failed)).toMatchObject({
        state: 'failed',
        reason: 'code_refused',
        hasTokens: false,
      });
    } finally {
      for (const stop of stops) await stop();
    }
  });
});

/** Sealed by the release before the migration (commit cf205eb) with a key of 32 bytes of 7. */
const SEALED_BEFORE = [
  {
    owner: { attemptId: '22222222-2222-4222-8222-222222222222' },
    name: 'attempt',
    version: 1n,
    wrappedKey: '323b849637f1b5df4bf55e5e773f1f14b4265f2351ac90ff07fcba40a0f8ed26b082158b7acc9275',
    access:
      '0101d9bbecaae8410404d735ad22ebbaa055b313aacf155dba1dbb302a4e7421d5fe4e6d9d8246cd5df2ca923f12935e9582',
    refresh:
      '01010bdf697636fde9b35b88f58d56cb723b054f4897a43fe2bec41efe7d02151b2d021397d127cc5e6d2ef83fffcd3d1a8891',
  },
  {
    owner: { connectionId: '33333333-3333-4333-8333-333333333333', wiseUserId: '5001', profileId: '6001' },
    name: 'connection',
    version: 1_764_300_000n,
    wrappedKey: '2740ec707726758ccbaaf0beb5b33a7942fde2da3cd2c20d60dd5d8dc49bd7eadf9233322a1ef0c4',
    access:
      '0101ca97d57121860990101026427b4121eabc902acc027ac81ebc2ca38ccafc8ea698839737faf38a9c548e76c7667b7dd882dbc7',
    refresh:
      '0101340423c09f6999da07fb58df95002bf28fcad67715145ea6028b8f1a32da1492d3e25dd2e2581097e4c8b20cfea5b09ee420b814',
  },
];

it.each(SEALED_BEFORE)('a record that the release before sealed for $name still opens', async (record) => {
  const ring = openKeyRing(new Secret(`k1:${Buffer.alloc(32, 7).toString('base64')}`));
  const grant = {
    ...record.owner,
    ...{ environment: 'sandbox', clientId: 'acme-bank', customerId: '11111111-1111-4111-8111-111111111111' },
    ...{ version: record.version, keyId: 'k1', isConsistent: true },
    wrappedKey: Buffer.from(record.wrappedKey, 'hex'),
    access: Buffer.from(record.access, 'hex'),
    refresh: Buffer.from(record.refresh, 'hex'),
  } as Parameters<typeof openField>[1];
  for (const field of ['access', 'refresh'] as const)
    expect(openField({ ring }, grant, field).reveal()).toBe(`${record.name}-${field}-token`);
});
