import type { Dispatcher } from 'undici';
import { outbound } from '#lib/net/outbound';

const PREFLIGHT_MS = 5_000;
const MAX_BODY_BYTES = 64 * 1024;

/** What a harmless call over a connection with our certificate told. */
export type Preflight =
  /** The API answered, so whoever ends the TLS has taken the certificate. */
  | { kind: 'taken' }
  /** Answered by what refuses certificates. */
  | { kind: 'refused'; status: number }
  /** The API is there and does not work: nothing is known about the certificate. */
  | { kind: 'unavailable'; status: number };

/**
 * One GET that changes nothing and carries nothing that could be lost. Without a token the API asks for one (401), which
 * proves the certificate as well as an answer would.
 *
 * @throws AppError WISE_UNAVAILABLE when there was no answer.
 */
export async function preflight(dispatcher: Dispatcher, url: URL): Promise<Preflight> {
  const { status } = await outbound(url, {
    method: 'GET',
    headers: { accept: 'application/json' },
    dispatcher,
    deadlineMs: PREFLIGHT_MS,
    maxBodyBytes: MAX_BODY_BYTES,
  });
  return judgePreflight(status);
}

/** 400, 495 and 496 are what nginx says of a certificate that it does not take; 403 what most gateways say. */
const CERTIFICATE_REFUSED = new Set([400, 403, 495, 496]);

export function judgePreflight(status: number): Preflight {
  if (CERTIFICATE_REFUSED.has(status)) return { kind: 'refused', status };
  return status >= 500 ? { kind: 'unavailable', status } : { kind: 'taken' };
}
