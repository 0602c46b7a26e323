import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VaultContext } from '#vault/runtime/context';
import { Harness } from '#vault/testing/harness';
import { clearAlarm, raiseAlarm } from './alarm';

let harness: Harness;
let vault: VaultContext;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault();
});
afterAll(() => harness.close());

async function trail(): Promise<string[]> {
  const { rows } = await harness.owner.query(
    `SELECT action, detail->>'alarm' AS alarm, environment FROM audit_entries ORDER BY id`,
  );
  return rows.map((row) => `${row.action} ${row.alarm} ${row.environment}`);
}

describe('an alarm', () => {
  it('is open once per code and environment, and audited only when it opens and closes', async () => {
    const { db } = vault.database;
    const raised = await Promise.all(
      Array.from({ length: 10 }, () => raiseAlarm(db, vault, 'wise_client_refused', 'sandbox')),
    );
    expect(raised.filter(Boolean)).toHaveLength(1);
    expect(await raiseAlarm(db, vault, 'wise_client_refused', 'production')).toBe(true);
    expect(await raiseAlarm(db, vault, 'audit_sealer_behind', null)).toBe(true);
    expect(await raiseAlarm(db, vault, 'audit_sealer_behind', null)).toBe(false);
    expect(await clearAlarm(db, vault, 'audit_sealer_behind', null)).toBe(true);
    expect(await clearAlarm(db, vault, 'audit_sealer_behind', null)).toBe(false);
    expect(await clearAlarm(db, vault, 'wise_client_refused', 'sandbox')).toBe(true);
    expect(await harness.openAlarms()).toEqual(['wise_client_refused']);
    expect(await raiseAlarm(db, vault, 'audit_sealer_behind', null)).toBe(true);
    expect(await trail()).toEqual([
      'alarm.raised wise_client_refused sandbox',
      'alarm.raised wise_client_refused production',
      'alarm.raised audit_sealer_behind null',
      'alarm.cleared audit_sealer_behind null',
      'alarm.cleared wise_client_refused sandbox',
      'alarm.raised audit_sealer_behind null',
    ]);
  });

  it('is undone together with its audit row when the transaction around it fails', async () => {
    const before = await trail();
    const failing = vault.database.db.$transaction(async (tx) => {
      await raiseAlarm(tx, vault, 'record_refused', 'sandbox');
      throw new Error('something else went wrong');
    });
    await expect(failing).rejects.toThrow('something else');
    expect(await harness.openAlarms()).not.toContain('record_refused');
    expect(await trail()).toEqual(before);
  });
});
