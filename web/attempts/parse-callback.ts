import { isToken } from '#lib/hash/tokens';
import { Secret } from '#lib/log/secret';

/** Wise promises no size for a code; an address longer than this is nobody's code. */
const MAX_CODE_LENGTH = 4_096;
const CODE = /^[\x21-\x7e]+$/;
/** Wise's ids are positive 64-bit integers (design W8). */
const PROFILE_ID = /^[1-9]\d{0,18}$/;
const KNOWN = ['code', 'state', 'profileId', 'error', 'error_description'] as const;

/** What the browser brought back from Wise, as far as the address alone can tell. */
export type Callback =
  | { kind: 'code'; state: string; code: Secret; profileId: string | null }
  /** A code with a profile id that no Wise profile can have: never sent on. */
  | { kind: 'profile_unreadable'; state: string; code: Secret }
  /** Wise's link back after a refusal; without a state it proves nothing about any attempt. */
  | { kind: 'error'; state: string | undefined; outcome: 'denied' | 'wise_error' }
  /** Repeated, missing, contradicting or over-long parameters. `state` only when exactly one was readable. */
  | { kind: 'unreadable'; state: string | undefined };

/**
 * Judges the callback's query without touching anything. Unknown parameters are ignored (RFC 6749 §4.1.2); a known
 * one that occurs twice makes the whole unreadable (§3.1). The texts of an error are never kept.
 */
export function parseCallback(query: URLSearchParams): Callback {
  const states = query.getAll('state');
  const state = states.length === 1 && isToken(states[0]) ? states[0] : undefined;
  if (KNOWN.some((name) => query.getAll(name).length > 1)) return { kind: 'unreadable', state };
  const code = query.get('code');
  const error = query.get('error');
  if (error !== null) {
    if (code !== null || error === '') return { kind: 'unreadable', state };
    return { kind: 'error', state, outcome: error === 'access_denied' ? 'denied' : 'wise_error' };
  }
  if (code === null || state === undefined || code.length > MAX_CODE_LENGTH || !CODE.test(code)) {
    return { kind: 'unreadable', state };
  }
  const profileId = query.get('profileId');
  if (profileId !== null && !PROFILE_ID.test(profileId)) {
    return { kind: 'profile_unreadable', state, code: new Secret(code) };
  }
  return { kind: 'code', state, code: new Secret(code), profileId };
}
