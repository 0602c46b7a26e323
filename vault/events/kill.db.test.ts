import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EventReceiver } from '#test/event-receiver';
import { until } from '#test/until';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { Harness, type Linked } from '#vault/testing/harness';
import { startVaultProcess } from '#vault/testing/vault-process';

let harness: Harness;
let receiver: EventReceiver;
let child: ChildProcess | undefined;
let second: Vault | undefined;

beforeAll(async () => {
  harness = await Harness.start();
  receiver = await EventReceiver.start();
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await second?.close();
  await receiver.close();
  await harness.close();
});

/** @returns the secret of the new endpoint */
async function register(partnerUrl: string, key: string): Promise<string> {
  const answer = await fetch(`${partnerUrl}/v1/event-endpoints`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ environment: 'sandbox', url: `${receiver.url}/hooks` }),
  });
  return (await answer.json()).secret;
}

/** Freezes and releases all connections by turns. */
async function change(times: number): Promise<void> {
  for (let count = 0; count < times; count += 1)
    await harness.owner.query(
      'UPDATE connections SET frozen_at = CASE WHEN frozen_at IS NULL THEN now() END',
    );
}

async function eventsOf({ id }: Linked): Promise<string[]> {
  const { rows } = await harness.owner.query<{ id: string }>(
    'SELECT id::text AS id FROM vault.events WHERE connection_id = $1 ORDER BY position',
    [id],
  );
  return rows.map((row) => row.id);
}

it('promise 17: after kill -9 of the vault among deliveries every change arrives, in order per connection, signed', async () => {
  const vault = harness.vault();
  const { key } = await makeApiKey(vault.database, ['events:write']);
  const linked = await Promise.all(Array.from({ length: 5 }, () => harness.link(vault)));
  await harness.owner.query('DELETE FROM vault.events');
  const settings = { EVENT_ALLOWED_ORIGINS: receiver.url };
  const first = await startVaultProcess(harness, settings);
  child = first.child;
  receiver.secrets = [await register(first.partnerUrl, key)];

  // one is refused, twelve are taken, and the next ones wait for an answer for ever
  const answers: (number | undefined)[] = [500, ...Array.from({ length: 12 }, () => 200)];
  receiver.answer = () => answers.shift();
  await change(8);
  await until('deliveries wait for their answers', () => receiver.arrived.some(({ status }) => status === 0));
  child.kill('SIGKILL');
  await once(child, 'exit');
  const unanswered = receiver.arrived.filter(({ status }) => status === 0).map(({ event }) => event.id);
  // and what changes while no vault is there
  await change(2);

  receiver.answer = () => 200;
  // after the leases of the dead one, and the pause of the refused one
  await harness.owner.query('UPDATE vault.event_endpoints SET sending_until = now(), rest_until = now()');
  await harness.owner.query(
    'UPDATE vault.event_deliveries SET next_try_at = now() WHERE next_try_at IS NOT NULL',
  );
  second = await startVault(harness.env(settings));
  await until('every change has arrived', () => linked.every(({ id }) => receiver.takenOf(id).length === 10));
  for (const each of linked) expect(receiver.takenIdsOf(each.id)).toEqual(await eventsOf(each));
  const taken = linked.flatMap(({ id }) => receiver.takenIdsOf(id));
  expect(taken).toEqual(expect.arrayContaining(unanswered));
  expect(new Set(receiver.arrived.map(({ status }) => status))).toEqual(new Set([500, 200, 0]));
  expect(receiver.arrived.every(({ isSigned }) => isSigned)).toBe(true);
}, 60_000);
