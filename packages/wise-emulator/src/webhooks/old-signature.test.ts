import { verify } from 'node:crypto';
import { expect, it } from 'vitest';
import { webhookPartner } from '#testing/webhook-partner';
import { isSignedBy, type Received } from '#testing/webhook-receiver';
import { TAMPERINGS } from './tampering';

const partner = webhookPartner();
const { receiver } = partner;

async function told(): Promise<Received> {
  await partner.connect();
  await partner.subscribeApp({ trigger_on: 'transfers#state-change' });
  partner.transferMoves();
  const [came] = await receiver.until(1);
  if (!came) throw new Error('nothing came');
  return came;
}

const oldSignature = ({ headers }: Received) => headers['x-signature'];

it('recorded: X-Signature, with SHA-1, comes beside X-Signature-SHA256, of events and tests', async () => {
  const event = await told();
  const token = await partner.applicationToken();
  const hooks = '/v3/applications/test-app-key/subscriptions';
  const [{ id }] = (await partner.ask('GET', hooks, token)).body as [{ id: string }];
  await partner.ask('POST', `${hooks}/${id}/test-notifications`, token);
  const [, test] = await receiver.until(2);
  for (const came of [event, test]) {
    if (!came) throw new Error('nothing came');
    expect(isSignedBy(partner.pem(), came)).toBe(true);
    const signature = Buffer.from(String(oldSignature(came)), 'base64');
    expect(verify('sha1', Buffer.from(came.body), partner.pem(), signature)).toBe(true);
  }
});

it('documented, by a setting: it does not', async () => {
  await partner.control('PUT', '/settings', { webhookOldSignature: false });
  const came = await told();
  expect(oldSignature(came)).toBeUndefined();
  expect(isSignedBy(partner.pem(), came)).toBe(true);
});

it.each(Object.keys(TAMPERINGS))(
  '%s: a forgery carries no old signature, a copy the same one',
  async (tampering) => {
    const first = await told();
    const [delivery] = partner.deliveries();
    await partner.control('POST', `/webhooks/deliveries/${delivery?.id}/${tampering}`);
    const [, second] = await receiver.until(2);
    const expected = tampering.startsWith('forge') ? undefined : oldSignature(first);
    expect(second && oldSignature(second)).toBe(expected);
  },
);
