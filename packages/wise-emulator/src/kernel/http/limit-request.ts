import type { FastifyRequest } from 'fastify';
import type { EmulatorState } from '../state';
import type { Answer } from './answer';
import { readBearer } from './bearer';
import { readBasicCredentials } from './client-auth';
import { pathOf } from './form';
import { tooManyRequests } from './too-many-requests';

/** 429 for a client that asks too often; undefined lets the request pass. Requests of nobody are not counted. */
export function limitRequest(
  state: EmulatorState,
  endpoint: string,
  request: FastifyRequest,
): Answer | undefined {
  const { rateLimits, requestsPerSecond, requestsPerMinute } = state.settings.current;
  if (!rateLimits) return undefined;
  const now = state.clock.now();
  const clientId = clientOf(state, request.headers.authorization, now);
  if (clientId === undefined) return undefined;
  const limited = state.limiter.take(clientId, now, [
    { name: 'second', requests: requestsPerSecond },
    { name: 'minute', requests: requestsPerMinute },
  ]);
  if (!limited) return undefined;
  const facts = { clientId, endpoint, path: pathOf(request.url), ...limited };
  state.log.append({ type: 'request.limited', ...facts }, now);
  return tooManyRequests(String(limited.retryAfterSeconds));
}

/** The client behind Basic credentials or a live token. */
function clientOf(state: EmulatorState, authorization: string | undefined, now: number): string | undefined {
  const bearer = readBearer(authorization);
  if (bearer !== null) return state.tokens.findAccess(bearer, now)?.clientId;
  const named = readBasicCredentials(authorization)?.clientId;
  return named === undefined ? undefined : state.clients.find(named)?.clientId;
}
