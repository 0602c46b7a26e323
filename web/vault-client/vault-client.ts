import 'server-only';
import type { Dispatcher } from 'undici';
import type { z } from 'zod';
import {
  type ApprovalAnswer,
  type CheckAnswer,
  type DisconnectAnswer,
  type ExchangeAnswer,
  type HandOutAnswer,
  INTERNAL_API,
  problemSchema,
  type SessionClaim,
  type SessionOnTheWire,
  type TakeOverAnswer,
  WEB_WAITS,
} from '#lib/contract/internal-api';
import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import { isErrorCode } from '#lib/errors/codes';
import type { Secret } from '#lib/log/secret';
import { type OutboundResponse, outbound } from '#lib/net/outbound';
import { readUuid } from '#lib/text/uuid';
import { webEnv } from '#web/env/web-env';
import { vaultDispatcher } from './vault-dispatcher';

const MAX_ANSWER_BYTES = 64 * 1024;

export type VaultEndpoint = { url: string; key: Secret; dispatcher?: Dispatcher };

/**
 * Gives the code of a claimed attempt to the vault, which sends it to Wise at most once, ever. The same attempt and code
 * may be submitted again: the answer then comes from the vault's row. Answers with the state after 9 s at the latest; the
 * exchange goes on in the vault whether or not we wait.
 *
 * @throws AppError NOT_FOUND (not this customer's, not claimed, another code), FORBIDDEN (staff),
 *   NOT_SIGNED_IN, VAULT_UNAVAILABLE.
 */
export function exchangeCode(
  ask: { session: SessionClaim; attemptId: string; code: Secret; profileId: string | null },
  endpoint?: VaultEndpoint,
): Promise<ExchangeAnswer> {
  const { session, attemptId, code, profileId } = ask;
  return call(
    {
      operation: INTERNAL_API.exchange,
      body: { session: reveal(session), attemptId, code: code.reveal(), profileId },
      deadlineMs: WEB_WAITS.callbackMs,
    },
    endpoint,
  );
}

/**
 * "Check now": asks Wise whether the connection still works, at most once per connection and CHECK_WINDOW_SECONDS.
 *
 * @throws AppError NOT_FOUND, NOT_SIGNED_IN, FORBIDDEN, VAULT_UNAVAILABLE.
 */
export async function checkConnection(
  ask: { session: SessionClaim; connectionId: string },
  endpoint?: VaultEndpoint,
): Promise<CheckAnswer> {
  return await call(
    {
      operation: withId(INTERNAL_API.check, ask.connectionId),
      body: { session: reveal(ask.session) },
      deadlineMs: WEB_WAITS.answerMs,
    },
    endpoint,
  );
}

/**
 * Disconnects for good. When this resolves nothing is vended any more (promise 6); how it went at Wise is
 * on the connection's row later (`end_result`). Doing it twice is fine.
 *
 * @param ask.reason required for staff, at most 500 characters.
 * @throws AppError NOT_FOUND, NOT_SIGNED_IN, SIGN_IN_TOO_OLD, FORBIDDEN, BAD_REQUEST, VAULT_UNAVAILABLE.
 */
export async function disconnectConnection(
  ask: { session: SessionClaim; connectionId: string; reason?: string },
  endpoint?: VaultEndpoint,
): Promise<DisconnectAnswer> {
  const reason = ask.reason === undefined ? {} : { reason: ask.reason };
  return await call(
    {
      operation: withId(INTERNAL_API.disconnect, ask.connectionId),
      body: { session: reveal(ask.session), ...reason },
      deadlineMs: WEB_WAITS.answerMs,
    },
    endpoint,
  );
}

/**
 * How an approval of the signed-in customer stands, after the vault has asked Wise where that is due.
 *
 * @throws AppError NOT_FOUND (another customer's too), NOT_SIGNED_IN, VAULT_UNAVAILABLE.
 */
export async function lookAtApproval(
  ask: { session: SessionClaim; challengeId: string },
  endpoint?: VaultEndpoint,
): Promise<ApprovalAnswer> {
  return await call(
    {
      operation: withId(INTERNAL_API.lookAtApproval, ask.challengeId),
      body: { session: reveal(ask.session) },
      deadlineMs: WEB_WAITS.lookMs,
    },
    endpoint,
  );
}

/**
 * The one-time token for the form that goes to Wise's approval page, and nothing else (decision 051).
 *
 * @throws AppError NOT_FOUND, NOT_SIGNED_IN, SIGN_IN_TOO_OLD, CHALLENGE_USED, CHALLENGE_EXPIRED, CONFLICT (nothing to approve
 *   now), TOO_MANY_REQUESTS, VAULT_UNAVAILABLE.
 */
export async function handOutApproval(
  ask: { session: SessionClaim; challengeId: string; environment: Environment },
  endpoint?: VaultEndpoint,
): Promise<HandOutAnswer> {
  return await call(
    {
      operation: withId(INTERNAL_API.handOutApproval, ask.challengeId),
      body: { session: reveal(ask.session), environment: ask.environment },
      deadlineMs: WEB_WAITS.answerMs,
    },
    endpoint,
  );
}

/**
 * Wise's code for a customer whose account the partner made; null where there is nothing to take over. Good for five
 * minutes: it goes into the address of the redirect and nowhere else.
 *
 * @throws AppError NOT_SIGNED_IN, SIGN_IN_TOO_OLD, WISE_UNAVAILABLE, VAULT_UNAVAILABLE.
 */
export async function takeOver(
  ask: { session: SessionClaim; environment: Environment },
  endpoint?: VaultEndpoint,
): Promise<TakeOverAnswer> {
  return await call(
    {
      operation: INTERNAL_API.takeOver,
      body: { session: reveal(ask.session), environment: ask.environment },
      deadlineMs: WEB_WAITS.answerMs,
    },
    endpoint,
  );
}

/** True when the vault answers, knows our key, and can do its work: its database takes writes. Never throws. */
export async function isVaultReady(
  endpoint?: VaultEndpoint,
  deadlineMs: number = WEB_WAITS.probeMs,
): Promise<boolean> {
  try {
    await call({ operation: INTERNAL_API.ready, body: undefined, deadlineMs }, endpoint);
    return true;
  } catch {
    return false;
  }
}

/** The session as it goes over the internal wire: a place to look for in a review. */
function reveal(session: SessionClaim): SessionOnTheWire {
  return { audience: session.audience, token: session.token.reveal() };
}

/**
 * The operation with the id of a connection or challenge in its path. Only a UUID gets in: `../../lib` in an id from the address bar would
 * name another route, with our internal key on it.
 *
 * @throws AppError NOT_FOUND
 */
function withId<Operation extends { path: string }>(operation: Operation, text: string): Operation {
  const id = readUuid(text);
  if (id === undefined) throw new AppError('NOT_FOUND', { log: 'an id is not a UUID' });
  return { ...operation, path: operation.path.replace(':id', id) };
}

/** A request to the vault: an entry of INTERNAL_API, with its path filled in. */
type Call<Request extends z.ZodType, Answer extends z.ZodType> = {
  operation: { method: 'GET' | 'POST'; path: string; request: Request; answer: Answer };
  body: z.input<Request>;
  deadlineMs: number;
};

/**
 * One call of the vault's internal API.
 *
 * @throws AppError with the vault's own code when it refuses; VAULT_UNAVAILABLE when it cannot be
 *   reached, is late, does not know our key or answers something unreadable. After VAULT_UNAVAILABLE
 *   it is unknown whether the act was done: read the row.
 */
async function call<Request extends z.ZodType, Answer extends z.ZodType>(
  request: Call<Request, Answer>,
  endpoint: VaultEndpoint = configuredEndpoint(),
): Promise<z.output<Answer>> {
  const response = await send(request, endpoint);
  const body = parseJson(response.body);
  if (response.status !== 200) throw refusal(response, body);
  const answer = request.operation.answer.safeParse(body);
  if (!answer.success) throw new AppError('VAULT_UNAVAILABLE', { log: 'vault answered in an unknown shape' });
  return answer.data;
}

function configuredEndpoint(): VaultEndpoint {
  const env = webEnv();
  const dispatcher = vaultDispatcher(env);
  return { url: env.VAULT_INTERNAL_URL, key: env.VAULT_INTERNAL_KEY, ...(dispatcher && { dispatcher }) };
}

async function send(
  { operation, body, deadlineMs }: Call<z.ZodType, z.ZodType>,
  { url, key, dispatcher }: VaultEndpoint,
): Promise<OutboundResponse> {
  const { method, path } = operation;
  try {
    return await outbound(new URL(path, url), {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${key.reveal()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(dispatcher && { dispatcher }),
      deadlineMs,
      maxBodyBytes: MAX_ANSWER_BYTES,
    });
  } catch (cause) {
    throw new AppError('VAULT_UNAVAILABLE', { log: `vault did not answer ${method}`, cause });
  }
}

function refusal(response: OutboundResponse, body: unknown): AppError {
  const problem = problemSchema.safeParse(body);
  const code = problem.success && isErrorCode(problem.data.code) ? problem.data.code : undefined;
  // A wrong internal key is our own fault of configuration, not something a person can fix.
  if (code === undefined || code === 'INTERNAL_KEY_REFUSED') {
    return new AppError('VAULT_UNAVAILABLE', {
      log: `vault answered ${response.status} ${code ?? ''}`.trim(),
    });
  }
  const retryAfter = Number(response.headers.get('retry-after') ?? '');
  return new AppError(code, {
    log: `vault refused with ${code}`,
    ...(retryAfter > 0 && retryAfter < 3_600 ? { retryAfterSeconds: retryAfter } : {}),
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
