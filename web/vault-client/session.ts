import type { Secret } from '#lib/log/secret';

/**
 * Who asks: the raw session cookie of the person, which the vault looks up itself (design 4.1).
 * Web never names a person to the vault.
 */
export type VaultSession = { audience: 'customer' | 'staff'; token: Secret };

/** The session as it goes over the internal wire: a place to look for in a review. */
export function revealSession(session: VaultSession): { audience: string; token: string } {
  return { audience: session.audience, token: session.token.reveal() };
}
