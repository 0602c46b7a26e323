import { type Answer, jsonAnswer } from '#emulator/kernel/http/answer';
import type { UserToken } from '#emulator/kernel/http/bearer';
import { gatewayProblem } from '#emulator/kernel/http/problem';
import { tooManyRequests } from '#emulator/kernel/http/too-many-requests';
import type { ChallengeType } from '#emulator/kernel/settings/sca-challenges';
import type { EmulatorState } from '#emulator/kernel/state';
import type { AskedCall, OneTimeToken } from '#emulator/kernel/store/sca/one-time-tokens';

export type Issued = { ok: true; token: OneTimeToken } | { ok: false; answer: Answer };

/** A new one-time token, unless the user is blocked by too many failures. */
export function issueToken(
  state: EmulatorState,
  owner: UserToken,
  wanted: { action: string; call: AskedCall | null },
  now: number,
): Issued {
  const blockedMs = state.sca.lockouts.remaining(owner.userId, now);
  if (blockedMs > 0) return { ok: false, answer: blockedAnswer(state, blockedMs) };
  const offered = state.settings.current.scaChallenges.split(' ') as ChallengeType[];
  const token = state.sca.tokens.issue(owner, { ...wanted, offered }, now);
  const { clientId, userId, profileId } = owner;
  const { action } = wanted;
  state.log.append({ type: 'sca.demanded', token: token.token, action, clientId, userId, profileId }, now);
  return { ok: true, token };
}

function blockedAnswer(state: EmulatorState, blockedMs: number): Answer {
  if (state.settings.current.scaBlockedStatus === '429') {
    return tooManyRequests(String(Math.ceil(blockedMs / 1000)));
  }
  const refused = gatewayProblem(403, 'Forbidden', 'You are forbidden to send this request');
  return jsonAnswer(403, refused.body, { 'x-2fa-approval-result': 'REJECTED' });
}
