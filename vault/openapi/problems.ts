import { NEXT_STEPS } from '#lib/contract/partner-next-steps';
import type { PartnerFailure } from '#lib/contract/partner-problems';
import { ERROR_CODES } from '#lib/errors/codes';
import type { Answer } from './types';

const CHALLENGE = { 'WWW-Authenticate': { description: 'RFC 6750 §3.', schema: { type: 'string' } } };
const RETRY = { 'Retry-After': { description: 'Seconds, where waiting helps.', schema: { type: 'string' } } };
const HEADERS: Readonly<Record<number, Answer['headers']>> = {
  401: CHALLENGE,
  403: CHALLENGE,
  429: RETRY,
  502: RETRY,
  503: RETRY,
};

/** One answer per status, which names its codes, each with its next step: that is what a client decides by. */
export function problemsOf(codes: readonly PartnerFailure[]): Record<string, Answer> {
  const statuses = [...new Set(codes.map((code) => ERROR_CODES[code].status))].sort((a, b) => a - b);
  return Object.fromEntries(
    statuses.map((status): [string, Answer] => {
      const own = codes.filter((code) => ERROR_CODES[code].status === status);
      const headers = HEADERS[status];
      const schema = {
        allOf: [{ $ref: '#/components/schemas/Problem' }],
        properties: { code: { enum: own } },
      };
      return [
        String(status),
        {
          description: own.map((code) => `\`${code}\`: ${NEXT_STEPS[code]}`).join('\n\n'),
          ...(headers === undefined ? {} : { headers }),
          content: { 'application/problem+json': { schema } },
        },
      ];
    }),
  );
}
