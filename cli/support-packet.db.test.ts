import { afterAll, beforeAll, expect, it } from 'vitest';
import { carryOut, readOrder } from '#cli/support-packet';
import { Harness, UNHURRIED } from '#vault/testing/harness';

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
});
afterAll(() => harness.close());

it('npm run support-packet prints it, and leaves a row in the trail', async () => {
  const vault = harness.vault({ deadlines: UNHURRIED });
  const linked = await harness.link(vault);
  expect(readOrder(['sandbox'])).toEqual({ environment: 'sandbox', connectionId: null });
  expect(readOrder(['sandbox', '--connection', 'x'])).toMatchObject({ problem: expect.any(String) });
  const order = readOrder(['sandbox', '--connection', linked.id]);
  if ('problem' in order) throw new Error(order.problem);
  const { text, exitCode } = await carryOut(vault.database.db, order, 'support-packet:ann');
  expect(exitCode).toBe(0);
  expect(JSON.parse(text)).toMatchObject({ environment: 'sandbox', calls: [] });
  const { rows } = await harness.owner.query(
    `SELECT actor_id, environment FROM audit_entries WHERE action = 'support_packet.exported' AND connection_id = $1`,
    [linked.id],
  );
  expect(rows).toEqual([{ actor_id: 'support-packet:ann', environment: 'sandbox' }]);
});

it('does not say of a mistyped connection that nothing of it failed', async () => {
  const { db } = harness.vault().database;
  const connectionId = '00000000-0000-4000-8000-000000000000';
  const asked = await carryOut(db, { environment: 'sandbox', connectionId }, 'support-packet:ann');
  expect(asked).toEqual({ exitCode: 1, text: `There is no connection ${connectionId} in sandbox.` });
  const { rows } = await harness.owner.query(
    `SELECT 1 FROM audit_entries WHERE action = 'support_packet.exported' AND connection_id = $1`,
    [connectionId],
  );
  expect(rows).toEqual([]);
});
