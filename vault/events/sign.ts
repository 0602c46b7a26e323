import { Webhook } from 'standardwebhooks';
import type { Secret } from '#lib/log/secret';

/** The headers of Standard Webhooks: one signature by each secret that is live. */
export function signedHeaders(
  secrets: readonly Secret[],
  { id, at, body }: { id: string; at: Date; body: string },
): Record<string, string> {
  const signatures = secrets.map((secret) => new Webhook(secret.reveal()).sign(id, at, body));
  return {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'connect-wise-events/1',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signatures.join(' '),
  };
}
