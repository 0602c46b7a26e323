import type { IncomingHttpHeaders } from 'node:http';
import { randomId } from '#vault/keys/random';

/**
 * What of the caller's headers reaches Wise. Never Authorization, cookies, hop-by-hop headers, or what is the vault's own
 * to say: one-time tokens, approvals, JOSE, compression (a compressed body cannot be looked through).
 */
const SENT_ON = ['accept', 'accept-language', 'accept-minor-version', 'x-idempotence-uuid'] as const;
const CORRELATION = 'x-external-correlation-id';

/** What of Wise's headers reaches the caller. Never Set-Cookie, hop-by-hop headers, or one-time tokens. */
const PASSED_BACK = [
  'content-type',
  'content-disposition',
  // asked for none, a proxy before Wise may compress all the same: without the name nobody could read it
  'content-encoding',
  'content-language',
  'retry-after',
  'x-external-correlation-id',
  'x-rate-limited-by',
  'x-trace-id',
] as const;

/** The headers of a call but Authorization. A correlation id that Wise would ignore is replaced (docs/wise.md 8.3). */
export function headersToWise(asked: IncomingHttpHeaders): Record<string, string> {
  const correlation = asked[CORRELATION];
  const isUsable = typeof correlation === 'string' && /^[\w-]{1,36}$/.test(correlation);
  const headers: Record<string, string> = {
    'accept-encoding': 'identity',
    [CORRELATION]: isUsable ? correlation : randomId(),
  };
  for (const name of SENT_ON) {
    const value = asked[name];
    if (typeof value === 'string') headers[name] = value;
  }
  return headers;
}

export function headersFromWise(answered: IncomingHttpHeaders): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of PASSED_BACK) {
    const value = answered[name];
    if (typeof value === 'string') headers[name] = value;
  }
  return headers;
}
