import type { ClientStore, EmulatorClient } from '#emulator/store/clients';

export type Credentials = { clientId: string; clientSecret: string };

const BASIC = /^basic +([a-z0-9+/_-]+=*) *$/i;

/** RFC 6749 section 2.3.1: id and secret are form-urlencoded before they are joined. */
function formDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** The credentials of a Basic `Authorization` header; undefined when there is none or it makes no sense. */
export function readBasicCredentials(header: string | undefined): Credentials | undefined {
  const encoded = header && BASIC.exec(header)?.[1];
  if (!encoded) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon === -1) return undefined;
  const clientId = formDecode(pair.slice(0, colon));
  const clientSecret = formDecode(pair.slice(colon + 1));
  return clientId === undefined || clientSecret === undefined ? undefined : { clientId, clientSecret };
}

/** The client, when one of its live secrets was given. An ordinary compare will do: nothing here is secret. */
export function authenticateClient(
  clients: ClientStore,
  credentials: Credentials | undefined,
): EmulatorClient | undefined {
  const client = credentials && clients.find(credentials.clientId);
  return client?.clientSecrets.includes(credentials?.clientSecret ?? '') ? client : undefined;
}
