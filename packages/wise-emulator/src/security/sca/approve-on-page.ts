import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Answer, pageAnswer, sendAnswer } from '#emulator/kernel/http/answer';
import { formOf } from '#emulator/kernel/http/form';
import type { EmulatorState } from '#emulator/kernel/state';
import { wordsOf } from '#emulator/kernel/store/sca/actions';
import { isCleared, type OneTimeToken } from '#emulator/kernel/store/sca/one-time-tokens';
import {
  type Approval,
  type ApprovalResult,
  approvalPage,
  nothingToApprovePage,
  resultPage,
} from './approval-pages';
import { countFailure } from './pass-challenge';
import { SANDBOX_CODE } from './phone-codes';

const PATH = '/approve-api-action';

/**
 * Wise's own approval page, where @transferwise/approve-api-action-helpers sends the user's browser. What it says is
 * posted to the window that opened or framed it.
 */
export function addApprovalPage(server: FastifyInstance, state: EmulatorState): void {
  for (const url of [PATH, `${PATH}/`]) {
    // A popup or tab is opened here by GET, and gets the form a moment later.
    server.get(url, (_request, reply) => sendAnswer(reply, pageAnswer(200, nothingToApprovePage())));
    server.post(url, (request, reply) => sendAnswer(reply, show(state, request)));
  }
  server.post(`${PATH}/decision`, (request, reply) => sendAnswer(reply, decide(state, request)));
}

function show(state: EmulatorState, request: FastifyRequest): Answer {
  const found = findToken(state, request);
  if (!found) return result('failed', 'This approval is unknown or over.');
  if (isCleared(found)) return result('success', 'This was approved already.');
  return framed(approvalPage(detailsOf(state, found)));
}

function decide(state: EmulatorState, request: FastifyRequest): Answer {
  const form = formOf(request.body);
  const found = findToken(state, request);
  if (form.get('decision') !== 'approve') return result('closed', 'You did not approve it.');
  const now = state.clock.now();
  if (!found) return result('failed', 'This approval is unknown or over.');
  const note = (outcome: 'passed' | 'failed' | 'blocked') =>
    state.log.append({ type: 'sca.challenge', token: found.token, challenge: 'AT_WISE', outcome }, now);
  if (state.sca.lockouts.remaining(found.userId, now) > 0) {
    note('blocked');
    return result('failed', 'Too many failed attempts.');
  }
  if (form.get('code') !== SANDBOX_CODE) {
    const blocks = countFailure(state, found.userId, now);
    note(blocks ? 'blocked' : 'failed');
    if (blocks) return result('failed', 'Too many failed attempts.');
    return framed(approvalPage(detailsOf(state, found), 'This code is wrong.'));
  }
  note('passed');
  state.sca.lockouts.succeed(found.userId);
  if (!isCleared(found)) state.sca.sessions.open(found, now);
  found.isApprovedAtWise = true;
  return result('success', 'Approved.');
}

function findToken(state: EmulatorState, { body }: FastifyRequest): OneTimeToken | undefined {
  const found = state.sca.tokens.find(formOf(body).get('ott') ?? '', state.clock.now());
  return found && state.people.isActive(found.userId) ? found : undefined;
}

function detailsOf(
  state: EmulatorState,
  { token, clientId, userId, profileId, action }: OneTimeToken,
): Approval {
  const user = state.people.find(userId);
  return {
    oneTimeToken: token,
    wish: wordsOf(action),
    appName: state.clients.nameOf(clientId),
    userLabel: user?.label ?? userId,
    profileName: user?.profiles.find(({ id }) => id === profileId)?.fullName ?? 'No profile',
  };
}

function result(said: ApprovalResult, words: string): Answer {
  const nonce = crypto.randomUUID();
  return framed(resultPage(said, words, nonce), `'nonce-${nonce}'`);
}

/** Any site may frame it: that is what it is for. Its one script only says how it ended. */
function framed(body: string, script = "'none'"): Answer {
  const answer = pageAnswer(200, body);
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src ${script}; base-uri 'none'; form-action 'self'; frame-ancestors *`;
  return { ...answer, headers: { ...answer.headers, 'content-security-policy': policy } };
}
