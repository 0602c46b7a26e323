import type { Answer } from '#emulator/kernel/http/answer';
import type { UserToken } from '#emulator/kernel/http/bearer';
import type { ChallengeType } from '#emulator/kernel/settings/sca-challenges';
import type { EmulatorState } from '#emulator/kernel/state';
import { isCleared, isOwnedBy, type OneTimeToken } from '#emulator/kernel/store/sca/one-time-tokens';
import { scaProblem } from './sca-problem';

type Call = {
  token: UserToken;
  request: { headers: Record<string, string | string[] | undefined> };
  now: number;
};
type Found = { ok: true; token: OneTimeToken } | { ok: false; answer: Answer };

/** The one-time token that the header `One-Time-Token` names, of the caller's own (refusals assumed). */
export function readOneTimeToken(state: EmulatorState, { token, request, now }: Call): Found {
  const named = request.headers['one-time-token'];
  const found = typeof named === 'string' ? state.sca.tokens.find(named, now) : undefined;
  if (!found || !isOwnedBy(found, token)) {
    return {
      ok: false,
      answer: scaProblem(400, 'one.time.token.invalid', 'The one-time token is unknown or expired.'),
    };
  }
  return { ok: true, token: found };
}

/** Counts an attempt at a challenge: undefined when it is passed, else the refusal. */
export function passChallenge(
  state: EmulatorState,
  oneTimeToken: OneTimeToken,
  challenge: ChallengeType,
  isRight: boolean,
  now: number,
): Answer | undefined {
  const { lockouts } = state.sca;
  const { userId, token } = oneTimeToken;
  const note = (outcome: 'passed' | 'failed' | 'blocked') =>
    state.log.append({ type: 'sca.challenge', token, challenge, outcome }, now);
  if (!oneTimeToken.offered.includes(challenge)) return notOffered(challenge);
  if (lockouts.remaining(userId, now) > 0) {
    note('blocked');
    return scaProblem(400, 'challenge.blocked', 'Too many failed attempts.');
  }
  if (!isRight) {
    note(countFailure(state, userId, now) ? 'blocked' : 'failed');
    return scaProblem(400, 'challenge.failed', `The ${challenge} challenge failed.`);
  }
  lockouts.succeed(userId);
  note('passed');
  // Only the step that clears it opens a session: a repeated one would keep it open for ever.
  const wasCleared = isCleared(oneTimeToken);
  if (!oneTimeToken.passed.includes(challenge)) oneTimeToken.passed.push(challenge);
  if (!wasCleared && isCleared(oneTimeToken)) state.sca.sessions.open(oneTimeToken, now);
  return undefined;
}

export function notOffered(challenge: ChallengeType): Answer {
  return scaProblem(400, 'challenge.not.offered', `${challenge} is no challenge of this one-time token.`);
}

/** True when this failure blocks the user. */
export function countFailure(state: EmulatorState, userId: string, now: number): boolean {
  const { scaFailures: failures, scaBlockSeconds: seconds } = state.settings.current;
  return state.sca.lockouts.fail(userId, { failures, seconds }, now);
}
