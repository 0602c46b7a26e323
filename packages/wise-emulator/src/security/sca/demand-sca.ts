import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { stringify } from 'lossless-json';
import type { ApprovedCall, Guard } from '#emulator/kernel/guard';
import { type Answer, jsonAnswer } from '#emulator/kernel/http/answer';
import { pathOf } from '#emulator/kernel/http/form';
import { losslessBodyOf } from '#emulator/kernel/http/lossless';
import type { EmulatorState } from '#emulator/kernel/state';
import { SCA_ACTIONS, type ScaAction } from '#emulator/kernel/store/sca/actions';
import {
  type AskedCall,
  isCleared,
  isOwnedBy,
  type OneTimeToken,
} from '#emulator/kernel/store/sca/one-time-tokens';
import { issueToken } from './issue-token';

/** Names the one-time token, in a request and in an answer. */
export const APPROVAL = 'x-2fa-approval';
export const RESULT = 'x-2fa-approval-result';

/**
 * Wise's trigger contract (docs/wise.md 11): the first call is refused with a one-time token in
 * its headers, the same call with a cleared token goes through.
 */
function answerWithSca(
  state: EmulatorState,
  action: ScaAction,
  call: ApprovedCall,
  answer: () => Answer,
): Answer {
  if (!isDemanded(state, call)) return answer();
  const shown = shownToken(state, action, call);
  if (shown && isCleared(shown) && !shown.isSpent) return approve(state, shown, call.now, answer);
  if (isInSession(state, action, call)) return answer();
  // Not cleared yet: the same token again, so that nobody has to begin anew.
  return shown && !shown.isSpent ? refuse(state, action, call, shown.token) : demand(state, action, call);
}

/** Operations that Wise protects by strong customer authentication. */
export const scaGuard: Guard = { approve: answerWithSca };

// A profile that was not granted is refused by the operation itself; a one-time token would say that it exists.
function isDemanded(state: EmulatorState, { token, params }: ApprovedCall): boolean {
  const { clientId, userId, profileId } = token;
  if (profileId === null || (params.profileId ?? profileId) !== profileId) return false;
  const demanded = state.clients.find(clientId)?.enforce?.sca;
  if (demanded !== undefined) return demanded;
  const { scaCountries } = state.settings.current;
  const country = state.people.profileOf(userId, profileId)?.address.countryIso2Code;
  return scaCountries === '*' || (country !== undefined && scaCountries.split(' ').includes(country));
}

/** The one-time token of the header, if it was handed out for this very call. */
function shownToken(state: EmulatorState, action: ScaAction, call: ApprovedCall): OneTimeToken | undefined {
  const shown = call.request.headers[APPROVAL];
  if (typeof shown !== 'string') return undefined;
  const found = state.sca.tokens.find(shown, call.now);
  if (!found?.call || found.action !== SCA_ACTIONS[action].type || !isOwnedBy(found, call.token)) {
    return undefined;
  }
  return isSameCall(state, found.call, askedCall(call.request)) ? found : undefined;
}

function isSameCall(state: EmulatorState, asked: AskedCall, now: AskedCall): boolean {
  const { scaTokenBinding } = state.settings.current;
  if (scaTokenBinding === 'action') return true;
  if (scaTokenBinding === 'path') return asked.method === now.method && pathOf(asked.url) === pathOf(now.url);
  return asked.method === now.method && asked.url === now.url && asked.bodyHash === now.bodyHash;
}

// Digit for digit: a double would take one recipient's id for another's.
function askedCall(request: FastifyRequest): AskedCall {
  const { method, url } = request;
  const text = stringify(losslessBodyOf(request) ?? null) ?? '';
  return { method, url, bodyHash: createHash('sha256').update(text).digest('base64') };
}

function approve(state: EmulatorState, shown: OneTimeToken, now: number, answer: () => Answer): Answer {
  const done = answer();
  // What was refused for another reason can be tried again with the same token.
  shown.isSpent = done.status < 400;
  state.log.append({ type: 'sca.approved', token: shown.token, status: done.status }, now);
  return { ...done, headers: { ...done.headers, [RESULT]: 'APPROVED' } };
}

function isInSession(state: EmulatorState, action: ScaAction, { token, now }: ApprovedCall): boolean {
  const { isRisky, isStatement } = SCA_ACTIONS[action];
  if (isRisky) return false;
  const { scaSessionSeconds, scaStatementDays } = state.settings.current;
  const seconds = isStatement ? Math.max(scaSessionSeconds, scaStatementDays * 86_400) : scaSessionSeconds;
  return state.sca.sessions.isOpen(token, seconds, now);
}

function demand(state: EmulatorState, action: ScaAction, call: ApprovedCall): Answer {
  const { type } = SCA_ACTIONS[action];
  const issued = issueToken(state, call.token, { action: type, call: askedCall(call.request) }, call.now);
  return issued.ok ? refuse(state, action, call, issued.token.token) : issued.answer;
}

function refuse(
  state: EmulatorState,
  action: ScaAction,
  { request, now }: ApprovedCall,
  oneTimeToken: string,
): Answer {
  const { scaRefusalBody, scaStatementRefusal } = state.settings.current;
  const headers = { [RESULT]: 'REJECTED', [APPROVAL]: oneTimeToken };
  if (SCA_ACTIONS[action].isStatement && scaStatementRefusal === 'empty') {
    return { status: 403, headers, body: '' };
  }
  const timestamp = new Date(now).toISOString();
  const forbidden = {
    timestamp,
    status: 403,
    error: 'Forbidden',
    message: 'You are forbidden to send this request',
    path: pathOf(request.url),
  };
  const unauthorized = {
    error: 'unauthorized',
    message: 'Unauthorized',
    path: null,
    status: 403,
    timestamp,
  };
  const body = scaRefusalBody === 'forbidden' ? forbidden : unauthorized;
  return jsonAnswer(403, JSON.stringify(body), headers);
}
