import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '#test/until';
import { auditKeys } from '#vault/audit/audit-keys';
import { exportForStaff } from '#vault/audit/export-for-staff';
import { sealEntries } from '#vault/audit/seal-entries';
import type { VaultContext } from '#vault/runtime/context';
import { Harness } from '#vault/testing/harness';
import { approved, newStaffWithPasskey } from '#vault/testing/step-up';
import { disconnect } from './disconnect';

let harness: Harness;
let vault: VaultContext;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault();
});
afterAll(() => harness.close());

const daysFromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** The signed export of everything, without names and what people wrote. */
async function exportedTrail() {
  const keys = auditKeys(vault.ring);
  await until('every entry is sealed', async () => {
    await sealEntries(vault.database.pool, keys);
    const { rows } = await harness.owner.query(
      'SELECT (SELECT count(*) FROM audit_entries) = (SELECT count(*) FROM vault.audit_seals) AS "isSealed"',
    );
    return rows[0].isSealed === true;
  });
  const admin = await newStaffWithPasskey(harness, 'admin');
  const act = { act: 'audit.export', from: '', to: '', personal: 'no' } as const;
  const ask = { session: admin.session, act, stepUp: await approved(vault, admin, act) };
  const lines = (await text(await exportForStaff(vault, ask))).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line));
}

it('a withdrawal that staff record is the customer’s: how and when stays, in the trail, its export and beside it', async () => {
  const linked = await harness.link(vault);
  const staff = await newStaffWithPasskey(harness, 'operator');
  const withdrawal = { channel: 'post', receivedOn: daysFromNow(0), reference: 'Letter 4711' } as const;
  const ask = { session: staff.session, connectionId: linked.id, withdrawal };
  const approvalOf = (receivedOn: string) =>
    approved(vault, staff, {
      ...{ act: 'connection.withdraw', connectionId: linked.id },
      ...{ ...withdrawal, receivedOn },
    });
  const another = disconnect(vault, { ...ask, stepUp: await approvalOf(daysFromNow(-1)) });
  await expect(another, 'a day that was not approved').rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
  expect(await harness.connection(linked)).toMatchObject({ status: 'active' });
  await disconnect(vault, { ...ask, stepUp: await approvalOf(withdrawal.receivedOn) });
  expect(await harness.connection(linked)).toMatchObject({ status: 'disconnected', reason: 'customer' });
  const { rows } = await harness.owner.query(
    `SELECT w.channel, w.received_on::text, w.reference, w.staff_id, e.actor_id, e.detail, t.detail AS told
     FROM connection_withdrawals w JOIN audit_entries e USING (connection_id)
       JOIN vault.events t ON t.connection_id = w.connection_id AND t.type = 'connection.disconnected'
     WHERE w.connection_id = $1 AND e.action = 'connection.disconnected'`,
    [linked.id],
  );
  expect(rows).toMatchObject([
    {
      ...{ channel: 'post', received_on: withdrawal.receivedOn, reference: 'Letter 4711' },
      ...{ staff_id: staff.id, actor_id: staff.id },
      detail: {
        ...{ role: 'operator', by: 'customer', withdrawalChannel: 'post' },
        withdrawalReceivedOn: withdrawal.receivedOn,
      },
      told: { reason: 'customer' },
    },
  ]);
  expect(JSON.stringify(rows[0]?.detail), 'it can be erased').not.toContain('4711');
  const line = (await exportedTrail()).find((each) => each.entry?.connectionId === linked.id);
  expect(line, 'an export has whose hand it was, and how it came').toMatchObject({
    entry: { action: 'connection.disconnected', actorKind: 'staff', actorId: staff.id },
    detail: { by: 'customer', withdrawalChannel: 'post', withdrawalReceivedOn: withdrawal.receivedOn },
  });
  const late = { ...ask, stepUp: await approvalOf(withdrawal.receivedOn) };
  expect(await disconnect(vault, late)).toMatchObject({ alreadyDisconnected: true });
});

it.each([
  ['in the future', { receivedOn: daysFromNow(2) }],
  ['before the connection was made', { receivedOn: daysFromNow(-2) }],
])('a withdrawal that arrived %s is not recorded, and ends nothing', async (_when, { receivedOn }) => {
  const linked = await harness.link(vault);
  const staff = await newStaffWithPasskey(harness, 'operator');
  const withdrawal = { channel: 'phone', receivedOn, reference: '' } as const;
  const stepUp = await approved(vault, staff, {
    ...{ act: 'connection.withdraw', connectionId: linked.id },
    ...withdrawal,
  });
  const ask = { session: staff.session, connectionId: linked.id, withdrawal, stepUp };
  await expect(disconnect(vault, ask)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  expect(await harness.connection(linked)).toMatchObject({ status: 'active' });
  expect(await harness.auditActions(linked)).toEqual([]);
});
