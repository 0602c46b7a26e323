import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Stands in for Wise's key: what WISE_SANDBOX_WEBHOOK_KEYS is set to. */
export const TEST_KEY_PEM = String(pair.publicKey.export({ type: 'spki', format: 'pem' }));

export const signed = (body: string | Uint8Array): string =>
  sign('sha256', Buffer.from(body), pair.privateKey).toString('base64');

export type SentEvent = {
  type: string;
  /** As it stands in the body: a bare number keeps its digits. */
  id: string;
  state: string;
  at: string;
  sentAt?: string;
};

/** A state-change event as Wise writes it. */
export const eventBody = ({ type, id, state, at, sentAt = at }: SentEvent): string =>
  `{"data":{"resource":{"type":"x","id":${id}},"current_state":"${state}","occurred_at":"${at}"},` +
  `"subscription_id":"${randomUUID()}","event_type":"${type}","schema_version":"2.0.0","sent_at":"${sentAt}"}`;

type Sending = { signature?: string | null; headers?: Record<string, string>; environment?: string };

/** Delivers a body as Wise does, each time with another delivery id. */
export async function deliver(
  url: string,
  body: string,
  { signature = signed(body), headers = {}, environment = 'sandbox' }: Sending = {},
): Promise<number> {
  const answer = await fetch(`${url}/webhooks/wise/${environment}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-delivery-id': randomUUID(),
      ...(signature === null ? {} : { 'x-signature-sha256': signature }),
      ...headers,
    },
    body,
  });
  await answer.arrayBuffer();
  return answer.status;
}
