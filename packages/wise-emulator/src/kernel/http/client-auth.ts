import type { ClientStore, RegisteredClient } from '../store/clients';

/** `asSent`: the two halves before they are decoded. */
export type Credentials = { clientId: string; clientSecret: string; asSent: [id: string, secret: string] };

const BASIC = /^basic +([a-z0-9+/_-]+=*) *$/i;

/** RFC 6749 section 2.3.1: id and secret are form-urlencoded before they are joined. */
function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** The credentials of a Basic `Authorization` header; undefined when there is none or it makes no sense. */
export function readBasicCredentials(header: string | undefined): Credentials | undefined {
  const encoded = header && BASIC.exec(header)?.[1];
  if (!encoded) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon === -1) return undefined;
  const [id, secret] = [pair.slice(0, colon), pair.slice(colon + 1)];
  return { clientId: formDecode(id), clientSecret: formDecode(secret), asSent: [id, secret] };
}

/**
 * The client, when one of its live secrets was given: form-urlencoded as the RFC has it, or plain as most clients and
 * Wise's own samples send it. An ordinary compare will do: nothing here is secret.
 */
export function authenticateClient(
  clients: ClientStore,
  credentials: Credentials | undefined,
  now: number,
): RegisteredClient | undefined {
  if (!credentials) return undefined;
  const { clientId, clientSecret, asSent } = credentials;
  const pairs = [[clientId, clientSecret] as const, asSent];
  for (const [id, secret] of pairs) {
    const client = clients.find(id);
    if (client?.secrets.isLive(secret, now)) return client;
  }
  return undefined;
}
