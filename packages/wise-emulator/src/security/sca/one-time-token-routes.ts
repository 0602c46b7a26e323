import type { FastifyInstance } from 'fastify';
import { type Answer, jsonAnswer } from '#emulator/kernel/http/answer';
import { addWiseRoute, type WiseCall } from '#emulator/kernel/routes/wise-route';
import type { EmulatorState } from '#emulator/kernel/state';
import { SESSION_ACTION } from '#emulator/kernel/store/sca/actions';
import { addProfileRoute } from './factor-routes';
import { issueToken } from './issue-token';
import { sessionJson, statusJson } from './one-time-token-json';
import { readOneTimeToken } from './pass-challenge';

/** The status of a one-time token, and an SCA session by hand: openapi.yml, ottStatusGet… and scaSessionCreate. */
export function addOneTimeTokens(server: FastifyInstance, state: EmulatorState): void {
  const status = (call: WiseCall): Answer => {
    const named = readOneTimeToken(state, call);
    return named.ok ? jsonAnswer(200, statusJson(named.token, call.now)) : named.answer;
  };
  addWiseRoute(server, state, {
    method: 'GET',
    path: '/v1/one-time-token/status',
    endpoint: 'sca:status',
    token: 'user',
    answer: status,
  });
  // The deprecated alias has no CalVer twin.
  addWiseRoute(server, state, {
    method: 'GET',
    path: '/v1/identity/one-time-token/status',
    isCalVer: false,
    endpoint: 'sca:status',
    token: 'user',
    answer: status,
  });
  addProfileRoute(server, state, {
    method: 'POST',
    path: '/v2/profiles/:profileId/sca-sessions/authorise',
    endpoint: 'sca:session-create',
    answer: ({ token, now }) => {
      const issued = issueToken(state, token, { action: SESSION_ACTION, call: null }, now);
      return issued.ok ? jsonAnswer(200, sessionJson(issued.token, now)) : issued.answer;
    },
  });
}
