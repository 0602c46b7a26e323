import 'server-only';
import type { z } from 'zod';
import { AppError } from '#lib/errors/app-error';
import { isErrorCode } from '#lib/errors/codes';
import type { Secret } from '#lib/log/secret';
import { type OutboundResponse, outbound } from '#lib/net/outbound';
import { readUuid } from '#lib/text/uuid';
import { webEnv } from '#web/env/web-env';
import {
  type CheckAnswer,
  checkAnswerSchema,
  type DisconnectAnswer,
  disconnectAnswerSchema,
  type ExchangeAnswer,
  exchangeAnswerSchema,
  healthAnswerSchema,
  problemSchema,
} from './answers';

/** The callback waits this long for an outcome before it goes to the attempt's page, which waits without JavaScript. */
export const CALLBACK_WAIT_MS = 10_000;

/** Before a customer is sent to Wise: a slow vault is better than none, and one that is gone says so at once. */
export const BEFORE_WISE_DEADLINE_MS = 8_000;

/** A probe: how long it waits for the vault, and for the database. */
export const HEALTH_DEADLINE_MS = 2_000;

/** Longer than every answer of the vault: its token call has 20 s, its check answers within 22 s (design 4.4). */
const VAULT_DEADLINE_MS = 25_000;

const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Who asks: the raw session cookie of the person, which the vault looks up itself (design 4.1).
 * Web never names a person to the vault.
 */
export type VaultSession = { audience: 'customer' | 'staff'; token: Secret };

export type VaultEndpoint = { url: string; key: Secret };

/**
 * Gives the code of a claimed attempt to the vault, which sends it to Wise at most once, ever. The same attempt and code
 * may be submitted again: the answer then comes from the vault's row. Answers with the state after 9 s at the latest; the
 * exchange goes on in the vault whether or not we wait.
 *
 * @throws AppError NOT_FOUND (not this customer's, not claimed, another code), FORBIDDEN (staff),
 *   NOT_SIGNED_IN, VAULT_UNAVAILABLE.
 */
export function exchangeCode(
  ask: { session: VaultSession; attemptId: string; code: Secret; profileId: string | null },
  endpoint?: VaultEndpoint,
): Promise<ExchangeAnswer> {
  const { session, attemptId, code, profileId } = ask;
  return call(
    {
      method: 'POST',
      path: '/internal/exchanges',
      body: { session: reveal(session), attemptId, code: code.reveal(), profileId },
      answer: exchangeAnswerSchema,
      deadlineMs: CALLBACK_WAIT_MS,
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
  ask: { session: VaultSession; connectionId: string },
  endpoint?: VaultEndpoint,
): Promise<CheckAnswer> {
  return await call(
    {
      method: 'POST',
      path: connectionPath(ask.connectionId, 'check'),
      body: { session: reveal(ask.session) },
      answer: checkAnswerSchema,
      deadlineMs: VAULT_DEADLINE_MS,
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
  ask: { session: VaultSession; connectionId: string; reason?: string },
  endpoint?: VaultEndpoint,
): Promise<DisconnectAnswer> {
  const reason = ask.reason === undefined ? {} : { reason: ask.reason };
  return await call(
    {
      method: 'POST',
      path: connectionPath(ask.connectionId, 'disconnect'),
      body: { session: reveal(ask.session), ...reason },
      answer: disconnectAnswerSchema,
      deadlineMs: VAULT_DEADLINE_MS,
    },
    endpoint,
  );
}

/** True when the vault answers, knows our key, and can do its work: its database takes writes. Never throws. */
export async function isVaultReady(
  endpoint?: VaultEndpoint,
  deadlineMs: number = HEALTH_DEADLINE_MS,
): Promise<boolean> {
  try {
    await call({ method: 'GET', path: '/internal/ready', answer: healthAnswerSchema, deadlineMs }, endpoint);
    return true;
  } catch {
    return false;
  }
}

/** The session as it goes over the internal wire: a place to look for in a review. */
function reveal(session: VaultSession): { audience: string; token: string } {
  return { audience: session.audience, token: session.token.reveal() };
}

/**
 * The vault's address of an act on one connection. Only a UUID gets in: `../../lib` in an id from the address bar
 * would name another route, with our internal key on it.
 *
 * @throws AppError NOT_FOUND
 */
function connectionPath(connectionId: string, act: 'disconnect' | 'check'): string {
  const id = readUuid(connectionId);
  if (id === undefined) throw new AppError('NOT_FOUND', { log: 'connection id is not a UUID' });
  return `/internal/connections/${id}/${act}`;
}

type Call<Answer extends z.ZodType> = {
  method: 'GET' | 'POST';
  path: string;
  body?: unknown;
  answer: Answer;
  deadlineMs: number;
};

/**
 * One call of the vault's internal API.
 *
 * @throws AppError with the vault's own code when it refuses; VAULT_UNAVAILABLE when it cannot be
 *   reached, is late, does not know our key or answers something unreadable. After VAULT_UNAVAILABLE
 *   it is unknown whether the act was done: read the row.
 */
async function call<Answer extends z.ZodType>(
  request: Call<Answer>,
  endpoint: VaultEndpoint = configuredEndpoint(),
): Promise<z.output<Answer>> {
  const response = await send(request, endpoint);
  const body = parseJson(response.body);
  if (response.status !== 200) throw refusal(response, body);
  const answer = request.answer.safeParse(body);
  if (!answer.success) throw new AppError('VAULT_UNAVAILABLE', { log: 'vault answered in an unknown shape' });
  return answer.data;
}

function configuredEndpoint(): VaultEndpoint {
  const env = webEnv();
  return { url: env.VAULT_INTERNAL_URL, key: env.VAULT_INTERNAL_KEY };
}

async function send(request: Call<z.ZodType>, { url, key }: VaultEndpoint): Promise<OutboundResponse> {
  const { method, path, body, deadlineMs } = request;
  try {
    return await outbound(new URL(path, url), {
      method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${key.reveal()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
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
  // A wrong internal key is our own fault of configuration, not something a person can mend.
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
