import type { TlsPair } from '#lib/env/tls-pair';
import { createWiseClient, type WiseClient } from '#vault/wise/client';
import type { Trial } from '#vault/wise/transport/trial';

/**
 * Tries a pair that is not in use with calls that cost nobody anything: the handshake, a token of our own application,
 * and the playground with that token. A certificate of another client passes the first and fails the second.
 */
export async function canary(client: WiseClient, pair: TlsPair): Promise<Trial> {
  const { certificate } = client.transport;
  if (certificate === null) return { kind: 'unavailable', why: 'no client certificate is configured' };
  const shaken = await certificate.tryOut(pair);
  if (shaken.kind !== 'works') return shaken;
  const transport = certificate.transportWith(pair);
  const secret = client.secrets.inUse();
  try {
    const outcome = await createWiseClient(client.config, { transport }).applicationToken({ secret });
    switch (outcome.kind) {
      case 'tokens':
        return await certificate.tryOut(pair, outcome.tokens.access);
      case 'client_refused':
        return { kind: 'refused', why: 'Wise refuses our client id and secret over it' };
      case 'grant_refused':
      case 'request_refused':
        // This client may not have tokens of its own: the handshake is all that can be known.
        return shaken;
      case 'rate_limited':
      case 'not_sent':
      case 'unknown':
        return { kind: 'unavailable', why: `application token: ${outcome.kind}` };
    }
  } finally {
    await transport.close();
  }
}
