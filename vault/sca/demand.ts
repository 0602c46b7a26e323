import { Secret } from '#lib/log/secret';

/** Wise's name for it (docs/wise.md 11). It is never taken from a caller, nor handed on to one. */
export const APPROVAL_HEADER = 'x-2fa-approval';

const ONE_TIME_TOKEN = /^[\x21-\x7e]{1,200}$/;

/**
 * The one-time token of an answer that wants an approval first; undefined for any other. Only the header decides: bodies
 * differ, 400 was seen as well as 403, and which profiles Wise asks is its own affair (it may ask anybody, at its own risk
 * assessment).
 */
export function readDemand(answer: {
  status: number;
  headers: { get(name: string): string | null };
}): Secret | undefined {
  if (answer.status !== 403 && answer.status !== 400) return undefined;
  const token = answer.headers.get(APPROVAL_HEADER) ?? '';
  return ONE_TIME_TOKEN.test(token) ? new Secret(token) : undefined;
}
