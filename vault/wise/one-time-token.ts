import * as z from 'zod';
import type { Secret } from '#lib/log/secret';
import { type ApiAnswer, type ApiRequest, callApi } from './api-request';
import type { WiseClient } from './client';
import { parseLossless } from './lossless';
import { scaPaths } from './paths';

const MAX_BODY_BYTES = 64 * 1024;

/** How a one-time token stands at Wise. */
export type OneTimeTokenState = {
  /** What is still to be passed; of each entry any one will do. Empty: it is cleared. Wise's own names (docs/wise.md 11). */
  factorsLeft: readonly (readonly string[])[];
  /** Seconds, as Wise says them. */
  validity: number | undefined;
};

/** How a question or an attempt about a one-time token ends. Nothing is thrown, and no text of Wise is kept. */
export type ScaOutcome<Value> =
  | { kind: 'ok'; value: Value }
  /** Wise did not take it: a wrong factor, one that is not asked for, a blocked user, a token that is over. */
  | { kind: 'refused' }
  /** This factor was never set up, or there is no phone number. */
  | { kind: 'not_set_up' }
  | { kind: 'exists' }
  | { kind: 'unauthorised' }
  | { kind: 'rate_limited' }
  | { kind: 'unavailable' };

export type ScaRequest = Omit<ApiRequest, 'maxBodyBytes'> & { oneTimeToken?: Secret };

const NAME = /^[A-Z][A-Z_]{0,39}$/;
const challenge = z
  .object({
    primaryChallenge: z.object({ type: z.string() }),
    alternatives: z.array(z.object({ type: z.string() })).optional(),
    required: z.boolean().optional(),
    passed: z.boolean(),
  })
  .transform(({ primaryChallenge, alternatives = [], required = true, passed }) => ({
    isLeft: required && !passed,
    types: [primaryChallenge, ...alternatives].map(({ type }) => type).filter((type) => NAME.test(type)),
  }));
const properties = z.object({
  oneTimeToken: z.string().regex(/^[\x21-\x7e]{1,200}$/),
  challenges: z.array(challenge),
  // digits, after the lossless parse
  validity: z.coerce.number().positive().optional().catch(undefined),
});
/** Wrapped as the status and a session have it, bare as a v2 factor has it. */
const tokenSchema = z.union([
  z
    .object({ oneTimeTokenProperties: properties })
    .transform(({ oneTimeTokenProperties }) => oneTimeTokenProperties),
  properties,
]);
type Properties = z.output<typeof properties>;

/** A JSON text about a one-time token; undefined for anything else. */
export function readOneTimeToken(text: string): (OneTimeTokenState & { oneTimeToken: string }) | undefined {
  let parsed: { success: true; data: Properties } | { success: false };
  try {
    parsed = tokenSchema.safeParse(parseLossless(text));
  } catch {
    return undefined;
  }
  if (!parsed.success) return undefined;
  const { oneTimeToken, challenges, validity } = parsed.data;
  const factorsLeft = challenges.filter(({ isLeft }) => isLeft).map(({ types }) => types);
  return { oneTimeToken, factorsLeft, validity };
}

/** What is still to be passed (`GET /v1/one-time-token/status`). */
export async function askOneTimeToken(
  client: WiseClient,
  ask: { access: Secret; oneTimeToken: Secret; deadlineMs: number },
): Promise<ScaOutcome<OneTimeTokenState>> {
  const path = scaPaths(client.config.apiVersion).status;
  const answer = await callSca(client, { method: 'GET', path, ...ask });
  return answer.kind === 'ok' ? asState(answer.value.body) : answer;
}

/** The state in the answer to a factor or to a question; an answer that cannot be read is an outage. */
export function asState(text: string): ScaOutcome<OneTimeTokenState> {
  const value = readOneTimeToken(text);
  return value === undefined ? { kind: 'unavailable' } : { kind: 'ok', value };
}

/** A success as it came. */
export type ScaAnswer = { status: number; contentType: string; body: string };

/** One call about approvals. */
export async function callSca(
  client: WiseClient,
  { oneTimeToken, headers, ...request }: ScaRequest,
): Promise<ScaOutcome<ScaAnswer>> {
  const named = oneTimeToken === undefined ? {} : { 'one-time-token': oneTimeToken.reveal() };
  const answer = await callApi(client, {
    ...request,
    headers: { ...headers, ...named },
    maxBodyBytes: MAX_BODY_BYTES,
  });
  return answer === undefined ? { kind: 'unavailable' } : judge(answer);
}

/** A web page is not Wise's API speaking but something in front of it, whatever its status says. */
function judge({ status, contentType, body }: ApiAnswer): ScaOutcome<ScaAnswer> {
  if (/^text\/html\b/i.test(contentType)) return { kind: 'unavailable' };
  if (status >= 200 && status < 300) return { kind: 'ok', value: { status, contentType, body } };
  const byStatus: Record<number, ScaOutcome<ScaAnswer>> = {
    400: { kind: 'refused' },
    401: { kind: 'unauthorised' },
    403: { kind: 'refused' },
    404: { kind: 'not_set_up' },
    409: { kind: 'exists' },
    422: { kind: 'refused' },
    429: { kind: 'rate_limited' },
  };
  return byStatus[status] ?? { kind: 'unavailable' };
}
