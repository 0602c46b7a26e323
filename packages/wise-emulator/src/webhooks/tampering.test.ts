import { expect, it } from 'vitest';
import { Deliveries, type Delivery, MOST_DELIVERIES } from '#emulator/kernel/store/webhooks/deliveries';
import { eventually } from '#testing/eventually';
import { webhookPartner } from '#testing/webhook-partner';
import { isSignedBy, type Received } from '#testing/webhook-receiver';
import { TAMPERINGS } from './tampering';

const partner = webhookPartner();
const { receiver } = partner;
const TRANSFERS = { trigger_on: 'transfers#state-change' };
const transferOf = ({ body }: Received) =>
  (JSON.parse(body) as { data: { resource: { id: number } } }).data.resource.id;

/** One delivery that arrived, and the same one after the tampering. */
async function played(tampering: string): Promise<[Received, Received]> {
  await partner.connect();
  await partner.subscribeApp(TRANSFERS);
  partner.transferMoves();
  await receiver.until(1);
  const [delivery] = partner.deliveries();
  const { status } = await partner.control('POST', `/webhooks/deliveries/${delivery?.id}/${tampering}`);
  expect(status).toBe(200);
  return (await receiver.until(2)) as [Received, Received];
}

const idOf = ({ headers }: Received) => headers['x-delivery-id'];
const signatureOf = ({ headers }: Received) => headers['x-signature-sha256'];

type Seen = (first: Received, second: Received) => void;

const SEEN: Record<string, Seen> = {
  duplicate: (first, second) => {
    expect([second.body, signatureOf(second), idOf(second)]).toEqual([
      first.body,
      signatureOf(first),
      idOf(first),
    ]);
  },
  replay: (first, second) => {
    expect([second.body, signatureOf(second)]).toEqual([first.body, signatureOf(first)]);
    expect(idOf(second)).not.toBe(idOf(first));
    expect(isSignedBy(partner.pem(), second)).toBe(true);
  },
  'forge-key': (first, second) => {
    expect(second.body).toBe(first.body);
    expect(Buffer.from(String(signatureOf(second)), 'base64')).toHaveLength(256);
    expect(isSignedBy(partner.pem(), second)).toBe(false);
  },
  'forge-body': (first, second) => {
    expect(signatureOf(second)).toBe(signatureOf(first));
    expect(JSON.parse(second.body)).toEqual(JSON.parse(first.body));
    expect(isSignedBy(partner.pem(), second)).toBe(false);
  },
  'forge-unsigned': (_first, second) => expect(signatureOf(second)).toBeUndefined(),
  'forge-nonsense': (_first, second) => expect(signatureOf(second)).toBe('!!!'),
};

it.each(Object.keys(TAMPERINGS))('%s', async (tampering) => {
  const [first, second] = await played(tampering);
  expect(isSignedBy(partner.pem(), first)).toBe(true);
  SEEN[tampering]?.(first, second);
  expect(Object.keys(SEEN)).toEqual(Object.keys(TAMPERINGS));
});

it('everything twice, by a switch', async () => {
  await partner.control('PUT', '/settings', { webhooksTwice: true });
  await partner.connect();
  await partner.subscribeApp(TRANSFERS);
  partner.transferMoves();
  const [first, second] = await receiver.until(2);
  expect(second?.body).toBe(first?.body);
  expect(second?.headers['x-delivery-id']).toBe(first?.headers['x-delivery-id']);
});

it.each([
  ['kept', [1, 2, 3]],
  ['reversed', [3, 2, 1]],
])('what was held back comes in the order that is asked for: %s', async (order, transfers) => {
  await partner.connect();
  await partner.subscribeApp(TRANSFERS);
  await partner.control('POST', '/webhooks/hold');
  for (const transferId of ['1', '2', '3']) partner.transferMoves({ transferId });
  expect(partner.deliveries().map(({ state }) => state)).toEqual(['pending', 'pending', 'pending']);
  expect((await partner.control('POST', '/webhooks/release', { order })).body).toEqual({ released: 3 });
  expect((await receiver.until(3)).map(transferOf)).toEqual(transfers);
});

it('a retry by hand goes out at once, also after the last attempt', async () => {
  await partner.control('PUT', '/settings', { webhookRetrySpeed: 100_000_000 });
  await partner.connect();
  await partner.subscribeApp(TRANSFERS);
  receiver.answerWith(400);
  partner.transferMoves();
  const delivery = await eventually(() => {
    const [only] = partner.deliveries();
    expect(only?.state).toBe('abandoned');
    return only;
  });
  receiver.answerWith(200);
  await partner.control('POST', `/webhooks/deliveries/${delivery?.id}/retry`);
  await eventually(() => expect(delivery?.state).toBe('delivered'));
  expect(delivery?.attempts.map(({ status }) => status)).toEqual([400, 400, 400, 200]);
  expect((await partner.control('POST', `/webhooks/deliveries/${delivery?.id}/retry`)).status).toBe(409);
  expect((await partner.control('POST', '/webhooks/deliveries/none/retry')).status).toBe(404);
  expect((await partner.control('POST', '/webhooks/deliveries/none/replay')).status).toBe(404);
});

it('a reset forgets subscriptions and deliveries, and keeps the key', async () => {
  const pem = partner.pem();
  await partner.connect();
  await partner.subscribeApp(TRANSFERS);
  await partner.control('POST', '/webhooks/hold');
  partner.transferMoves();
  await partner.control('POST', '/reset');
  expect((await partner.control('GET', '/webhooks/subscriptions')).body).toEqual([]);
  expect((await partner.control('GET', '/webhooks/deliveries')).body).toEqual([]);
  await partner.connect();
  await partner.subscribeApp(TRANSFERS);
  partner.transferMoves();
  await receiver.until(1);
  expect(partner.pem()).toBe(pem);
});

it('the oldest deliveries are forgotten, but none that is on its way', () => {
  const deliveries = new Deliveries();
  const add = (id: string, state: Delivery['state']) => deliveries.add({ id, state } as Delivery);
  add('on its way', 'sending');
  for (let count = 0; count < MOST_DELIVERIES; count += 1) add(`number ${count}`, 'failed');
  expect(deliveries.takeOverflow().map(({ id }) => id)).toEqual(['number 0']);
  expect(deliveries.all()).toHaveLength(MOST_DELIVERIES);
});
