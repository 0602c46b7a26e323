import { afterAll, beforeAll, expect, it } from 'vitest';
import { carryOut, readOrder, run } from '#cli/support-packet';
import { Harness, UNHURRIED } from '#vault/testing/harness';

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
});
afterAll(() => harness.close());

const clientId = () => harness.settings().WISE_SANDBOX_CLIENT_ID;

it('npm run support-packet prints it, and leaves a row in the trail', async () => {
  const vault = harness.vault({ deadlines: UNHURRIED });
  const linked = await harness.link(vault);
  expect(readOrder(['sandbox'])).toEqual({ environment: 'sandbox', connectionId: null });
  expect(readOrder(['sandbox', '--connection', 'x'])).toMatchObject({ problem: expect.any(String) });
  const order = readOrder(['sandbox', '--connection', linked.id]);
  if ('problem' in order) throw new Error(order.problem);
  const { text, exitCode } = await carryOut(vault, order, 'support-packet:ann');
  expect(exitCode).toBe(0);
  expect(JSON.parse(text)).toMatchObject({ environment: 'sandbox', client_id: clientId(), calls: [] });
  const { rows } = await harness.owner.query(
    `SELECT actor_id, environment FROM audit_entries WHERE action = 'support_packet.exported' AND connection_id = $1`,
    [linked.id],
  );
  expect(rows).toEqual([{ actor_id: 'support-packet:ann', environment: 'sandbox' }]);
});

it('names the client that is set up where no call of it failed, and refuses where none is', async () => {
  const place = { ownerUrl: async () => '', vaultSettings: async () => harness.settings(), operator: 'ann' };
  const { text, exitCode } = await run(['sandbox'], place);
  expect(exitCode).toBe(0);
  expect(JSON.parse(text)).toMatchObject({ environment: 'sandbox', client_id: clientId(), calls: [] });
  expect(await run(['production'], place)).toEqual({
    exitCode: 1,
    text: expect.stringContaining('WISE_PRODUCTION_CLIENT_ID'),
  });
  const { rows } = await harness.owner.query(
    `SELECT environment FROM audit_entries WHERE action = 'support_packet.exported' AND connection_id IS NULL`,
  );
  expect(rows).toEqual([{ environment: 'sandbox' }]);
});

it('does not say of a mistyped connection that nothing of it failed', async () => {
  const vault = harness.vault();
  const connectionId = '00000000-0000-4000-8000-000000000000';
  const asked = await carryOut(vault, { environment: 'sandbox', connectionId }, 'support-packet:ann');
  expect(asked).toEqual({ exitCode: 1, text: `There is no connection ${connectionId} in sandbox.` });
  const { rows } = await harness.owner.query(
    `SELECT 1 FROM audit_entries WHERE action = 'support_packet.exported' AND connection_id = $1`,
    [connectionId],
  );
  expect(rows).toEqual([]);
});
