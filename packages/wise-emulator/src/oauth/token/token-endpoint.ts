import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerWithFaults } from '#emulator/kernel/faults/with-faults';
import type { Answer } from '#emulator/kernel/http/answer';
import {
  authenticateClient,
  type Credentials,
  readBasicCredentials,
} from '#emulator/kernel/http/client-auth';
import { formOf } from '#emulator/kernel/http/form';
import type { EmulatorState } from '#emulator/kernel/state';
import type { EventFacts } from '#emulator/kernel/store/events/event-log';
import type { FaultEndpoint } from '#emulator/kernel/store/faults/fault-schema';
import { bindToConnection, connectionRefusal } from '#emulator/security/mtls/mtls-rules';
import { authorizationCode } from './authorization-code';
import { clientCredentials } from './client-credentials';
import type { GrantHandler, GrantOutcome } from './grant-handler';
import { refuse } from './grant-handler';
import { refreshToken } from './refresh-token';
import { registrationCode } from './registration-code';
import {
  clientFailed,
  REFUSALS,
  refusalAnswer,
  repeatedParameter,
  unsupportedGrantType,
} from './token-errors';
import { tokenResponse } from './token-response';

type Grant = { handle: GrantHandler; fault: FaultEndpoint };

// A Map and not an object: `grant_type=constructor` must find nothing.
const GRANTS = new Map<string, Grant>([
  ['authorization_code', { handle: authorizationCode, fault: 'token:authorization_code' }],
  ['refresh_token', { handle: refreshToken, fault: 'token:refresh_token' }],
  ['registration_code', { handle: registrationCode, fault: 'token:registration_code' }],
  ['client_credentials', { handle: clientCredentials, fault: 'token:client_credentials' }],
]);

/** `POST {prefix}/oauth/token` (openapi.yml, oauthTokenCreate; docs/wise.md 2). */
export function addTokenEndpoint(server: FastifyInstance, state: EmulatorState, prefix: string): void {
  for (const { fault } of GRANTS.values()) state.endpoints.add(fault);
  server.post(`${prefix}/oauth/token`, (request, reply) => handleTokenRequest(state, request, reply));
}

function handleTokenRequest(state: EmulatorState, request: FastifyRequest, reply: FastifyReply) {
  const form = formOf(request.body);
  const credentials = readBasicCredentials(request.headers.authorization);
  const seq = state.log.append(requestFacts(form, credentials, request.socket.remotePort), state.clock.now());
  const fault = GRANTS.get(form.get('grant_type') ?? '')?.fault;
  return answerWithFaults(state, fault, request, reply, () =>
    answerToken(state, request, form, credentials, seq),
  );
}

function requestFacts(
  form: URLSearchParams,
  credentials: Credentials | undefined,
  sourcePort: number | undefined,
): EventFacts {
  const code = form.get('code');
  const presented = form.get('refresh_token');
  return {
    type: 'token.request',
    grantType: form.get('grant_type'),
    ...(code === null ? {} : { code }),
    ...(presented === null ? {} : { refreshToken: presented }),
    clientId: credentials?.clientId ?? null,
    sourcePort: sourcePort ?? null,
  };
}

function answerToken(
  state: EmulatorState,
  request: FastifyRequest,
  form: URLSearchParams,
  credentials: Credentials | undefined,
  seq: number,
): Answer {
  const now = state.clock.now();
  const outcome = judge(state, request, form, credentials, now);
  const grantType = form.get('grant_type');
  const clientId = credentials?.clientId ?? null;
  if (!outcome.granted) {
    const { error, status, why = null } = outcome.refusal;
    state.log.append({ type: 'token.refused', request: seq, grantType, clientId, error, status, why }, now);
    return refusalAnswer(outcome.refusal);
  }
  const { access, previousAccessToken, replacedRefreshToken } = outcome.issued;
  bindToConnection(state, request, access.token);
  state.log.append(
    {
      type: 'token.issued',
      request: seq,
      grantType: grantType ?? '',
      accessToken: access.token,
      refreshToken: access.refreshToken,
      clientId: access.clientId,
      userId: access.userId,
      profileId: access.profileId,
      previousAccessToken,
      replacedRefreshToken,
    },
    now,
  );
  return tokenResponse(outcome.issued, state.settings.current.expiresInIsRoundedDown, now);
}

// The client comes first, as at any OAuth server: a stranger learns nothing about grants.
function judge(
  state: EmulatorState,
  request: FastifyRequest,
  form: URLSearchParams,
  credentials: Credentials | undefined,
  now: number,
): GrantOutcome {
  const client = authenticateClient(state.clients, credentials, now);
  if (!client) return refuse(clientFailed(state.settings.current));
  const misplaced = connectionRefusal(state, request, client);
  if (misplaced === 'mtls-demanded') return refuse(REFUSALS.mtlsDemanded);
  if (misplaced === 'foreign-certificate') return refuse(clientFailed(state.settings.current));
  const [grantType, another] = form.getAll('grant_type');
  if (another !== undefined) return refuse(repeatedParameter('grant_type'));
  if (!grantType) return refuse(REFUSALS.missingGrantType);
  const found = GRANTS.get(grantType);
  return found ? found.handle(state, client, form, now) : refuse(unsupportedGrantType(grantType));
}
