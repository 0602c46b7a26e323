import { canonicalAct, type StepUpAct } from '#lib/contract/step-up';
import { startDigest } from '#vault/keys/digest';
import type { VaultContext } from '#vault/runtime/context';

/** SHA-256 of the whole act. */
export function digestOfAct(act: StepUpAct): Buffer {
  return startDigest(['connect-wise act', canonicalAct(act)]).end();
}

/**
 * What the authenticator signs: the act and the id of this one approval, so that neither can be exchanged afterwards
 * (design 4.19).
 */
export function challengeOf(stepUpId: string, digest: Uint8Array): Buffer {
  const hash = startDigest(['connect-wise step-up', stepUpId]);
  hash.add(digest);
  return hash.end();
}

/** Our public address: WebAuthn binds each passkey to its host, each signature to its origin. */
export function relyingParty({ env }: Pick<VaultContext, 'env'>): { id: string; origin: string } {
  const { hostname, origin } = new URL(env.APP_URL);
  return { id: hostname, origin };
}
