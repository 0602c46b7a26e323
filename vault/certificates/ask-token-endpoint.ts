import { callTokenEndpoint } from '#vault/limits/apply-backoff';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';
import { certificateVerdict } from '#vault/wise/judge-certificate';
import type { TokenOutcome } from '#vault/wise/outcomes';
import type { ClientCertificate } from '#vault/wise/transport/client-certificate';
import type { Trial } from '#vault/wise/transport/trial';

const WORKS: Trial = { kind: 'works' };

/** What the answer to a token of our own tells of the certificate that it was asked for with. Our secret is another matter. */
export function trialOf(outcome: TokenOutcome): Trial {
  switch (certificateVerdict(outcome)) {
    case 'taken':
      return WORKS;
    case 'refused':
      return { kind: 'refused', why: 'the token endpoint refuses us in no words of its own' };
    case 'unknown':
      return { kind: 'unavailable', why: `application token: ${outcome.kind}` };
  }
}

/**
 * Whether the token endpoint takes the certificate in use. A handshake alone does not tell: the 401 that its harmless call
 * gets for want of a token may be the refusal itself (decision 101). Asks only when no token call has told since the last look.
 */
export async function askTokenEndpoint(
  ctx: VaultContext,
  client: WiseClient,
  certificate: ClientCertificate,
): Promise<Trial> {
  const standing = certificate.standing();
  if (standing === null || standing.wasTaken(ctx.deadlines.certificateLookMs)) return WORKS;
  if (ctx.pauses.leftMs(client.config.environment) > 0)
    return { kind: 'unavailable', why: 'Wise is not called now' };
  const { outcome } = await callTokenEndpoint(ctx, client, () => client.applicationToken());
  return trialOf(outcome);
}
