import type { Dispatcher } from 'undici';
import { type OutboundResponse, outbound } from '#lib/net/outbound';
import { readObject } from '../judge-token-answer';

const PREFLIGHT_MS = 5_000;
const MAX_BODY_BYTES = 64 * 1024;

/** What a harmless call over a connection with our certificate told. */
export type Preflight = {
  /**
   * `taken`: an answer that does not refuse the certificate. `refused`: one of what refuses certificates. `unavailable`: the
   * API is there and does not work, so nothing is known about the certificate.
   */
  kind: 'taken' | 'refused' | 'unavailable';
  status: number;
  /** It wants a token in the API's own words, which whatever refuses certificates does not say. */
  asksForToken: boolean;
};

/**
 * One GET that changes nothing and carries nothing that could be lost. Without a token the API asks for one (401); a gateway
 * may refuse our certificate with the same status (decision 101).
 *
 * @throws AppError WISE_UNAVAILABLE when there was no answer.
 */
export async function preflight(dispatcher: Dispatcher, url: URL): Promise<Preflight> {
  const answer = await outbound(url, {
    method: 'GET',
    headers: { accept: 'application/json' },
    dispatcher,
    deadlineMs: PREFLIGHT_MS,
    maxBodyBytes: MAX_BODY_BYTES,
  });
  const { status } = answer;
  return { kind: judgePreflight(status), status, asksForToken: status === 401 && asksForToken(answer) };
}

/** RFC 6750 §3, and what Wise was seen to say (docs/wise.md 4.5). */
function asksForToken({ headers, body }: OutboundResponse): boolean {
  if (/^bearer\b/i.test(headers.get('www-authenticate') ?? '')) return true;
  const json = readObject({ contentType: headers.get('content-type') ?? '', body });
  return json?.error === 'missing_token';
}

/** 400, 495 and 496 are what nginx says of a certificate that it does not take; 403 what most gateways say. */
const CERTIFICATE_REFUSED = new Set([400, 403, 495, 496]);

export function judgePreflight(status: number): Preflight['kind'] {
  if (CERTIFICATE_REFUSED.has(status)) return 'refused';
  return status >= 500 ? 'unavailable' : 'taken';
}
