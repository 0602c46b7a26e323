import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerWithFaults } from '../faults/with-faults';
import type { JoseDemand, OpenedMessage } from '../guard';
import { type Answer, sendAnswer } from '../http/answer';
import {
  forbidden,
  invalidToken,
  isApplicationToken,
  isUserToken,
  missingToken,
  readBearer,
  type UserToken,
} from '../http/bearer';
import { pathOf, queryOf } from '../http/form';
import { gatewayProblem } from '../http/problem';
import type { EmulatorState } from '../state';
import type { ScaAction } from '../store/sca/actions';
import type { AccessToken } from '../store/tokens';
import { answerApproved, isSealed, openMessage, refusalOf } from './guards';

/** The CalVer paths that Wise serves beside the classic ones (docs/wise.md 8.5). Others are 404. */
export const API_VERSIONS = ['2026Q3', '2026Q4'];

type TokenOf = { user: UserToken; application: AccessToken; either: AccessToken };

export type WiseCall<Kind extends keyof TokenOf = 'user'> = {
  token: TokenOf[Kind];
  request: FastifyRequest;
  /** Path parameters, by the names in `path`. */
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** Milliseconds since 1970, by the emulator's clock. */
  now: number;
};

/** One operation of Wise's API behind a bearer token. */
export type WiseRoute<Kind extends keyof TokenOf> = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The classic path, in Fastify's notation: `/v2/profiles/:profileId`. */
  path: string;
  /** False where the CalVer twin belongs to another version of the same resource. */
  isCalVer?: boolean;
  /** The name that faults know it by. */
  endpoint: string;
  token: Kind;
  /** Set where messages have to be signed or encrypted; elsewhere they may be, if the header says so. */
  jose?: JoseDemand;
  /** False: what came sealed is answered in clear all the same. */
  isAnswerSealed?(): boolean;
  /** Set where Wise protects the profile in the path by strong customer authentication. */
  sca?: ScaAction;
  /** Synchronous, so that nothing comes between its reads and writes. */
  answer(call: WiseCall<Kind>): Answer;
  /** Set where Wise answers a CalVer path without a token too. */
  answerAnyone?(request: FastifyRequest): Answer;
};

/**
 * Serves the operation at its classic path and, without the version segment, at each CalVer path: the guards first
 * (what Wise demands of every call), then the token, then the answer; every call is logged with its status, and
 * faults are let in.
 */
export function addWiseRoute<Kind extends keyof TokenOf>(
  server: FastifyInstance,
  state: EmulatorState,
  route: WiseRoute<Kind>,
): void {
  state.endpoints.add(route.endpoint);
  for (const url of pathsOf(route)) {
    server.route({
      method: route.method,
      url,
      handler: (request, reply) =>
        route.jose || isSealed(state, request)
          ? answerSealed(state, route, request, reply)
          : answerWithFaults(state, route.endpoint, request, reply, () => answerCall(state, route, request)),
    });
  }
}

const CALVER = /^\/(\d{4}Q[1-4])\//;

const isCalVer = (url: string): boolean => CALVER.test(url);

/** A version that is not served any more does not exist, whatever is asked of it. */
export function refuseEndedVersions(server: FastifyInstance, state: EmulatorState): void {
  server.addHook('onRequest', (request, reply, done) => {
    const version = CALVER.exec(request.url)?.[1];
    if (version === undefined || state.settings.current.apiVersions.split(',').includes(version))
      return done();
    sendAnswer(reply, gatewayProblem(404, 'Not Found', 'No message available', pathOf(request.url)));
  });
}

/** `/v1/me` → `/v1/me`, `/2026Q3/me`, `/2026Q4/me`. */
function pathsOf({ path, isCalVer = true }: { path: string; isCalVer?: boolean }): string[] {
  if (!isCalVer) return [path];
  return [path, ...API_VERSIONS.map((version) => path.replace(/^\/v\d+\//, `/${version}/`))];
}

// The message is opened before and the answer sealed after: both take their time, and the effect between them may not.
async function answerSealed<Kind extends keyof TokenOf>(
  state: EmulatorState,
  route: WiseRoute<Kind>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const bearer = readBearer(request.headers.authorization);
  const access = bearer === null ? undefined : state.tokens.findAccess(bearer, state.clock.now());
  const opened = access && (await openMessage(state, request, route.jose, access.clientId));
  if (opened?.ok) request.body = opened.payload;
  return answerWithFaults(
    state,
    route.endpoint,
    request,
    reply,
    () => answerCall(state, route, request, opened),
    async (answer) => (opened?.ok && route.isAnswerSealed?.() !== false ? opened.seal(answer) : answer),
  );
}

function answerCall<Kind extends keyof TokenOf>(
  state: EmulatorState,
  route: WiseRoute<Kind>,
  request: FastifyRequest,
  opened?: OpenedMessage,
): Answer {
  const now = state.clock.now();
  const bearer = readBearer(request.headers.authorization);
  const answer = judge(state, route, request, bearer, now, opened);
  state.log.append(
    { type: 'api.call', path: pathOf(request.url), token: bearer, status: answer.status },
    now,
  );
  return answer;
}

function judge<Kind extends keyof TokenOf>(
  state: EmulatorState,
  route: WiseRoute<Kind>,
  request: FastifyRequest,
  bearer: string | null,
  now: number,
  opened?: OpenedMessage,
): Answer {
  if (bearer === null) return (isCalVer(request.url) && route.answerAnyone?.(request)) || missingToken();
  const access = state.tokens.findAccess(bearer, now);
  if (!access) return invalidToken(state, bearer);
  const refused = refusalOf({ state, request, access, endpoint: route.endpoint, now });
  if (refused) return refused;
  if (!isOfKind(access, route.token)) return forbidden();
  if (opened?.ok === false) return opened.answer;
  const params = request.params as Record<string, string>;
  const answer = () => route.answer({ token: access, request, params, query: queryOf(request.url), now });
  if (!route.sca || !isUserToken(access)) return answer();
  return answerApproved(state, route.sca, { token: access, request, params, now }, answer);
}

function isOfKind<Kind extends keyof TokenOf>(access: AccessToken, kind: Kind): access is TokenOf[Kind] {
  if (kind === 'user') return isUserToken(access);
  return kind === 'either' || isApplicationToken(access);
}
