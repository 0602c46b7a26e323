import type { Secret } from '#lib/log/secret';

/** What Wise's token endpoint gave; no upstream text in it but the tokens themselves. */
export type WiseTokens = {
  access: Secret;
  /** null: the answer had none, so the old one stays (RFC 6749 §6). */
  refresh: Secret | null;
  /** From `expires_in`; a careful guess when Wise did not say. */
  lifetimeSeconds: number;
  expiresAt: Date | null;
  refreshExpiresAt: Date | null;
  wiseCreatedAt: Date | null;
};

/** `ourFault`: Wise refuses our client certificate, or our client id or secret, so that nothing was sent; it passes. */
export type NotSent = { kind: 'not_sent'; ourFault?: 'certificate' | 'client' };

/** Every way a token call can end. Only `tokens` and `unknown` may have changed something at Wise. */
export type TokenOutcome =
  | { kind: 'tokens'; tokens: WiseTokens }
  /** The code or refresh token is dead: the only outcome that may mark a connection as lost (W7). */
  | { kind: 'grant_refused' }
  /** Our client id or secret is wrong: nobody has to reconnect, staff are alarmed (W7). */
  | { kind: 'client_refused' }
  | { kind: 'rate_limited'; retryAfterSeconds: number }
  /** A readable OAuth error that is neither; Wise did not act. */
  | { kind: 'request_refused' }
  /** A refusal in no words of OAuth's, over our client certificate: of what refuses certificates. Wise did not act. */
  | { kind: 'certificate_refused' }
  /** Not a byte of the request went out: name, connection or Wise's certificate failed, or what we show was refused before. */
  | NotSent
  /** Wise may have acted: no answer or a dropped one (no status), 5xx, or an unreadable one. */
  | { kind: 'unknown'; status?: number };

export type ApiOutcome<Value> =
  | { kind: 'ok'; value: Value }
  | { kind: 'unauthorised' }
  | { kind: 'forbidden' }
  | { kind: 'not_found' }
  | { kind: 'unavailable' };

/** Ids are 64-bit at Wise, so they are strings here (W8). */
export type WiseUser = { userId: string };
export type WiseProfile = { profileId: string; type: 'personal' | 'business'; name: string };

/** What a profile says of whose it is. Compared and dropped: no part of it is stored or logged (decision 094). */
export type ProfileFacts =
  | {
      type: 'personal';
      /** YYYY-MM-DD; null where Wise gives none, or none that is a day. */
      dateOfBirth: string | null;
      names: readonly string[];
    }
  | { type: 'business'; names: readonly string[] };

/** A profile with what it says of whose it is. */
export type WiseProfileWithFacts = WiseProfile & { facts: ProfileFacts };
