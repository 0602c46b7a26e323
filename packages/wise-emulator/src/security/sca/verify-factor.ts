import type * as z from 'zod';
import { type Answer, jsonAnswer } from '#emulator/kernel/http/answer';
import type { WiseCall } from '#emulator/kernel/routes/wise-route';
import type { ChallengeType } from '#emulator/kernel/settings/sca-challenges';
import type { EmulatorState } from '#emulator/kernel/state';
import type { OneTimeToken } from '#emulator/kernel/store/sca/one-time-tokens';
import { passChallenge, readOneTimeToken } from './pass-challenge';
import { scaProblem } from './sca-problem';

type Attempt<Given> = {
  challenge: ChallengeType;
  given: z.ZodType<Given>;
  /** Is it the right one? Or the answer that there is nothing to compare it with. */
  check(given: Given, token: OneTimeToken): boolean | Answer;
  toJson(token: OneTimeToken, now: number): string;
};

/** One attempt at a challenge, as every verify endpoint makes it: the token, the payload, the factor. */
export function verifyFactor<Given>(
  state: EmulatorState,
  call: Pick<WiseCall, 'token' | 'request' | 'now'>,
  { challenge, given, check, toJson }: Attempt<Given>,
): Answer {
  const { now, request } = call;
  const named = readOneTimeToken(state, call);
  if (!named.ok) return named.answer;
  const payload = given.safeParse(request.body);
  if (!payload.success) return malformed(payload.error);
  const verdict = check(payload.data, named.token);
  if (typeof verdict !== 'boolean') return verdict;
  const refused = passChallenge(state, named.token, challenge, verdict, now);
  return refused ?? jsonAnswer(200, toJson(named.token, now));
}

/** A payload that no factor can be read from; it does not count as a failed attempt (assumed). */
export function malformed({ issues: [issue] }: z.ZodError): Answer {
  return scaProblem(400, 'payload.invalid', `${issue?.path.join('.') || 'payload'}: ${issue?.message ?? ''}`);
}
