import type { TlsPair } from '#lib/env/tls-pair';
import { createWiseClient, type WiseClient } from '#vault/wise/client';
import type { Trial } from '#vault/wise/transport/trial';
import { trialOf } from './ask-token-endpoint';

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
    if (outcome.kind === 'tokens') return await certificate.tryOut(pair, outcome.tokens.access);
    if (outcome.kind === 'client_refused')
      return { kind: 'refused', why: 'Wise refuses our client id and secret over it' };
    return trialOf(outcome);
  } finally {
    await transport.close();
  }
}
