import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { digestOf } from '#vault/keys/webhook-signature';
import type { VaultContext } from '#vault/runtime/context';
import { newStaff } from '#vault/testing/attempts';
import { Harness, type Linked } from '#vault/testing/harness';
import { eventBody } from '#vault/testing/webhooks';
import { createIntake } from '#vault/webhooks/intake';
import { sortEvents } from '#vault/webhooks/sort-events';
import type { Approve } from './approval';
import { erasePeople } from './erase-people';
import { exportPerson } from './export-person';
import { startErasure } from './start-erasure';

let harness: Harness;
let ctx: VaultContext;
let approve: Approve;

beforeAll(async () => {
  harness = await Harness.start();
  ctx = harness.vault();
  const actor = { kind: 'staff', id: await newStaff(harness, 'admin'), role: 'admin' } as const;
  approve = async () => ({ actor });
});
afterAll(() => harness.close());

async function store(text: string): Promise<void> {
  const body = Buffer.from(text);
  const delivery = {
    environment: 'sandbox',
    body,
    digest: digestOf(body),
    isTest: false,
    signedBy: '',
  } as const;
  await createIntake(ctx).store(delivery);
}
const sort = () => sortEvents(ctx, {}, new AbortController().signal);
const runJob = () => erasePeople(ctx, {}, AbortSignal.timeout(20_000));

/** Money that came, as Wise tells of it: it has no effect here, so it names no connection. */
const credit = ({ user: { profileId } }: Linked): string =>
  `{"data":{"resource":{"id":7,"profile_id":${profileId},"type":"balance-account"},"amount":1234.5,"currency":"EUR"},` +
  `"subscription_id":"${randomUUID()}","event_type":"balances#credit","schema_version":"2.0.0"}`;

/** Whether anything of what Wise told stands anywhere. */
async function isTold({ user: { profileId } }: Linked): Promise<boolean> {
  const { rows } = await harness.owner.query(
    `SELECT FROM vault.webhook_events WHERE convert_from(body, 'UTF8') LIKE '%' || $1 || '%'
     UNION ALL SELECT FROM wise_standings WHERE subject_id = $1`,
    [profileId],
  );
  return rows.length > 0;
}

it('what Wise told of their money goes with them, and stands in their export', async () => {
  const [gone, stays] = [await harness.link(ctx), await harness.link(ctx)];
  for (const linked of [gone, stays]) await store(credit(linked));
  await sort();
  const { tables } = await exportPerson(ctx, gone.customerId, approve);
  expect(tables.webhook_events?.rows.map(({ body_text }) => body_text)).toEqual([
    expect.stringContaining('"amount":1234.5'),
  ]);
  expect(JSON.stringify(tables)).not.toContain(stays.user.profileId);
  await startErasure(ctx, gone.customerId, approve);
  await runJob();
  expect([await isTold(gone), await isTold(stays)]).toEqual([false, true]);
});

it('so does what Wise tells while they are being erased, sorted or not', async () => {
  const gone = await harness.link(ctx);
  const at = new Date().toISOString();
  await startErasure(ctx, gone.customerId, approve);
  await store(credit(gone));
  await sort();
  const id = gone.user.profileId;
  await store(eventBody({ type: 'profiles#verification-state-change', id, state: 'verified', at }));
  await store(credit(gone));
  await runJob();
  expect(await isTold(gone)).toBe(false);
});

it('what Wise told of a profile that somebody else is connected to by now stays, and is in no export of the former', async () => {
  const [former, now] = [await harness.link(ctx), await harness.link(ctx)];
  await harness.owner.query('ALTER TABLE connections DISABLE TRIGGER USER');
  await harness.owner.query('UPDATE connections SET profile_id = $2 WHERE id = $1', [
    former.id,
    now.user.profileId,
  ]);
  await harness.owner.query('ALTER TABLE connections ENABLE TRIGGER USER');
  await store(credit(now));
  await sort();
  const { tables } = await exportPerson(ctx, former.customerId, approve);
  expect(tables.webhook_events?.rows).toEqual([]);
  await startErasure(ctx, former.customerId, approve);
  await runJob();
  expect(await isTold(now)).toBe(true);
});
