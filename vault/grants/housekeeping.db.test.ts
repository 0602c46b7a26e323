import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { VaultAlarm } from '#lib/contract/notifications';
import type { VaultContext } from '#vault/runtime/context';
import { Harness, type Linked, UNHURRIED } from '#vault/testing/harness';
import { revokeGrant } from '#vault/testing/revoke-grant';
import { refreshGrant } from './refresh';
import { housekeeping } from './refresh-loop';
import { startRevocation } from './start-revocation';

let harness: Harness;
let one: VaultContext;
/** Configured with another client id, as during a change of it. */
let other: VaultContext;
/** The last audit row before the test. */
let newest: string;

beforeAll(async () => {
  harness = await Harness.start();
  one = harness.vault({ deadlines: UNHURRIED });
  other = harness.vault({ deadlines: UNHURRIED, env: { WISE_SANDBOX_CLIENT_ID: 'another-client' } });
});
afterAll(() => harness.close());
beforeEach(async () => {
  harness.reset();
  await harness.owner.query('DELETE FROM vault.grants');
  await harness.owner.query('DELETE FROM alarms');
  const { rows } = await harness.owner.query<{ id: string }>(
    'SELECT coalesce(max(id), 0)::text AS id FROM audit_entries',
  );
  newest = String(rows[0]?.id);
});

/** What became of the alarm since the test began, by the audit trail: one that flaps fills it. */
async function turnsOf(code: VaultAlarm): Promise<string[]> {
  const { rows } = await harness.owner.query<{ action: string }>(
    `SELECT action FROM audit_entries WHERE detail->>'alarm' = $1 AND id > $2 ORDER BY id`,
    [code, newest],
  );
  return rows.map(({ action }) => action);
}

/** As if nobody had seen the cause for that long. */
async function quietFor(minutes: number): Promise<void> {
  await harness.owner.query(`UPDATE alarms SET last_seen_at = now() - $1::int * interval '1 minute'`, [
    minutes,
  ]);
}

async function disconnect(linked: Linked): Promise<void> {
  await one.database.db.$transaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE public.connections SET status = 'disconnected', reason = 'customer', end_result = 'pending'
      WHERE id = ${linked.id}::uuid`;
    await startRevocation(tx, one, linked.id);
  });
}

describe('an alarm of the grants', () => {
  it('client_id_changed stands while a grant of the other client is being ended, and does not flap', async () => {
    const linked = await harness.link(one);
    await disconnect(linked);
    for (let tick = 0; tick < 3; tick += 1) {
      expect(await revokeGrant(harness, other, linked)).toBe('pending');
      await housekeeping(other);
      expect(await harness.openAlarms()).toEqual(['client_id_changed']);
    }
    expect(await turnsOf('client_id_changed')).toEqual(['alarm.raised']);
  });

  it('client_id_changed is not closed by a vault that is configured otherwise, but when nobody sees it any more', async () => {
    await harness.link(one);
    for (const vault of [other, one, other, one]) await housekeeping(vault);
    expect(await turnsOf('client_id_changed')).toEqual(['alarm.raised']);
    await quietFor(11);
    await housekeeping(one);
    expect(await harness.openAlarms()).toEqual([]);
  });

  it('wise_client_refused is closed when the environment is switched off: nobody asks Wise any more', async () => {
    const off = harness.vault({
      deadlines: UNHURRIED,
      env: {
        WISE_SANDBOX_CLIENT_ID: '',
        WISE_PRODUCTION_CLIENT_ID: 'acme-bank',
        WISE_PRODUCTION_CLIENT_SECRET: 'not used here',
        WISE_PRODUCTION_API_URL: harness.emulator.url,
      },
    });
    const linked = await harness.link(one);
    const body = '{"error":"invalid_client"}';
    harness.plant({ endpoint: 'token:refresh_token', kind: 'answer', status: 401, body });
    await refreshGrant(harness.vault({ deadlines: UNHURRIED }), linked.id, { why: 'check' });
    await harness.owner.query('DELETE FROM vault.grants');
    await quietFor(11);
    await housekeeping(one);
    expect(await harness.openAlarms()).toEqual(['wise_client_refused']);
    await housekeeping(off);
    expect(await harness.openAlarms()).toEqual([]);
  });

  it.each(['record_refused', 'grant_replaced'] as const)(
    '%s tells of an event: it is closed a day after the last one',
    async (code) => {
      await harness.owner.query(`INSERT INTO alarms (code, environment) VALUES ($1, 'sandbox')`, [code]);
      await quietFor(23 * 60);
      await housekeeping(one);
      expect(await harness.openAlarms()).toEqual([code]);
      await quietFor(25 * 60);
      await housekeeping(one);
      expect(await harness.openAlarms()).toEqual([]);
    },
  );
});
