import 'server-only';
import type { Readable } from 'node:stream';
import { request as begin, type Dispatcher } from 'undici';
import type * as z from 'zod';
import {
  problemSchema,
  type SessionClaim,
  type SessionOnTheWire,
  WEB_WAITS,
} from '#lib/contract/internal-api';
import { AppError } from '#lib/errors/app-error';
import { isErrorCode } from '#lib/errors/codes';
import type { Secret } from '#lib/log/secret';
import { type OutboundResponse, outbound } from '#lib/net/outbound';
import { readJson } from '#lib/text/json';
import { readUuid } from '#lib/text/uuid';
import { webEnv } from '#web/env/web-env';
import { vaultDispatcher } from './vault-dispatcher';

const MAX_ANSWER_BYTES = 64 * 1024;

export type VaultEndpoint = { url: string; key: Secret; dispatcher?: Dispatcher };

/** The session as it goes over the internal wire: a place to look for in a review. */
export function reveal(session: SessionClaim): SessionOnTheWire {
  return { audience: session.audience, token: session.token.reveal() };
}

/**
 * The operation with the id of a connection or challenge in its path. Only a UUID gets in: `../../lib` in an id from the address bar would
 * name another route, with our internal key on it.
 *
 * @throws AppError NOT_FOUND
 */
export function withId<Operation extends { path: string }>(operation: Operation, text: string): Operation {
  const id = readUuid(text);
  if (id === undefined) throw new AppError('NOT_FOUND', { log: 'an id is not a UUID' });
  return { ...operation, path: operation.path.replace(':id', id) };
}

/** A request to the vault: an entry of INTERNAL_API, with its path filled in. */
type Call<Request extends z.ZodType, Answer extends z.ZodType> = {
  operation: { method: 'GET' | 'POST'; path: string; request: Request; answer: Answer };
  body: z.input<Request>;
  /** `WEB_WAITS.answerMs` where nothing else is said. */
  deadlineMs?: number;
  /** Where an answer may be larger than those of all others. */
  maxAnswerBytes?: number;
};

/**
 * One call of the vault's internal API.
 *
 * @throws AppError with the vault's own code when it refuses; VAULT_UNAVAILABLE when it cannot be
 *   reached, is late, does not know our key or answers something unreadable. After VAULT_UNAVAILABLE
 *   it is unknown whether the act was done: read the row.
 */
export async function call<Request extends z.ZodType, Answer extends z.ZodType>(
  request: Call<Request, Answer>,
  endpoint: VaultEndpoint = configuredEndpoint(),
): Promise<z.output<Answer>> {
  const response = await send(request, endpoint);
  const body = readJson(response.body);
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
  {
    operation,
    body,
    deadlineMs = WEB_WAITS.answerMs,
    maxAnswerBytes = MAX_ANSWER_BYTES,
  }: Call<z.ZodType, z.ZodType>,
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
      maxBodyBytes: maxAnswerBytes,
    });
  } catch (cause) {
    throw new AppError('VAULT_UNAVAILABLE', { log: `vault did not answer ${method}`, cause });
  }
}

type Streamed<Request extends z.ZodType> = {
  operation: { method: 'GET' | 'POST'; path: string; request: Request };
  body: z.input<Request>;
};

/**
 * One call whose answer is a file, handed on as it comes. Only its beginning has a deadline: its reader may be slow.
 *
 * @throws AppError like `call`; what breaks off later is an error of the stream.
 */
export async function stream<Request extends z.ZodType>(
  { operation: { method, path }, body }: Streamed<Request>,
  { url, key, dispatcher }: VaultEndpoint = configuredEndpoint(),
): Promise<Readable> {
  const answer = await begin(new URL(path, url), {
    method,
    headers: { authorization: `Bearer ${key.reveal()}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    headersTimeout: WEB_WAITS.answerMs,
    ...(dispatcher && { dispatcher }),
  }).catch((cause: unknown) => {
    throw new AppError('VAULT_UNAVAILABLE', { log: `vault did not answer ${method}`, cause });
  });
  if (answer.statusCode === 200) return answer.body;
  const problem = await answer.body.text().catch(() => '');
  throw refusal({ status: answer.statusCode, headers: new Headers() }, readJson(problem));
}

type Refused = { status: number; headers: Pick<Headers, 'get'> };

function refusal(response: Refused, body: unknown): AppError {
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
