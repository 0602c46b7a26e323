import type * as z from 'zod';
import type { Secret } from '#lib/log/secret';
import { outbound } from '#lib/net/outbound';
import { randomId } from '#vault/keys/random';
import { within } from '#vault/runtime/within';
import type { WiseClient } from './client';
import { parseLossless } from './lossless';
import type { ApiOutcome } from './outcomes';
import { wiseUrl } from './paths';

const MAX_API_BODY_BYTES = 1024 * 1024;
/** Base64url twice (signed, then encrypted) makes a text less than twice as long. */
const SEALED_GROWTH = 2;

export type ApiRequest = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  access: Secret;
  /** Beside or instead of `accept` and `content-type`, which are JSON's. */
  headers?: Record<string, string>;
  body?: string | undefined;
  /** For all of it: sealing, the exchange, and opening the answer. */
  deadlineMs: number;
  maxBodyBytes?: number;
  /** Under no rule of JOSE: it is sealed already (direct mode), or it is what sealing itself needs. */
  hasOwnJose?: true;
};

export type ApiAnswer = { status: number; contentType: string; retryAfter: string | null; body: string };

/** `path`: as it goes over the wire, with its query. */
export type UnsealedCall = { path: string; body: string | undefined };

export type SealedCall =
  /** No rule is for its path: it goes as it is. */
  | { kind: 'plain' }
  | {
      kind: 'sealed';
      headers: Record<string, string>;
      body: string | undefined;
      /** undefined: the answer is not what it has to be, which says nothing at all. */
      open(answer: ApiAnswer): Promise<ApiAnswer | undefined>;
    }
  /** It may not go out. */
  | { kind: 'unavailable' };

/** Signs and encrypts a call as the rules have it for its path. Never throws. */
export type SealCall = (client: WiseClient, call: UnsealedCall) => Promise<SealedCall>;

type Calling = Pick<WiseClient, 'config' | 'transport' | 'seal'>;

/**
 * One call of Wise's API with a token, and its whole answer; undefined when there was none, also none that opens. The
 * only door for such calls: each is sealed by the rules of JOSE (design 4.16). Never throws for what Wise or the network does.
 */
export async function callApi(client: Calling, request: ApiRequest): Promise<ApiAnswer | undefined> {
  const { path, body, deadlineMs, maxBodyBytes = MAX_API_BODY_BYTES } = request;
  const url = wiseUrl(client.config, path);
  if (request.hasOwnJose) return send(client, url, request);
  const endsAt = performance.now() + deadlineMs;
  const leftMs = () => Math.max(1, Math.round(endsAt - performance.now()));
  const sealing = client.seal({ path: url.pathname + url.search, body });
  const sealed = await within(sealing, deadlineMs, { kind: 'unavailable' } as const);
  if (sealed.kind === 'unavailable') return undefined;
  if (sealed.kind === 'plain') return send(client, url, request);
  const answer = await send(client, url, {
    ...request,
    headers: { ...request.headers, ...sealed.headers },
    body: sealed.body,
    deadlineMs: leftMs(),
    maxBodyBytes: SEALED_GROWTH * maxBodyBytes,
  });
  return answer && within(sealed.open(answer), leftMs(), undefined);
}

async function send(
  { transport }: Calling,
  url: URL,
  { method, access, headers, body, deadlineMs, maxBodyBytes = MAX_API_BODY_BYTES }: ApiRequest,
): Promise<ApiAnswer | undefined> {
  try {
    const answer = await outbound(url, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
        authorization: `Bearer ${access.reveal()}`,
        'x-external-correlation-id': randomId(),
      },
      ...(body === undefined ? {} : { body }),
      dispatcher: transport.dispatcher(),
      deadlineMs,
      maxBodyBytes,
    });
    const contentType = answer.headers.get('content-type') ?? '';
    return {
      status: answer.status,
      contentType,
      retryAfter: answer.headers.get('retry-after'),
      body: answer.body,
    };
  } catch {
    return undefined;
  }
}

/** One GET whose answer is read by `schema`. */
export async function getFromWise<Shape extends z.ZodType>(
  client: Calling,
  { schema, ...request }: { path: string; access: Secret; schema: Shape; deadlineMs: number },
): Promise<ApiOutcome<z.output<Shape>>> {
  const answer = await callApi(client, { ...request, method: 'GET' });
  return answer === undefined ? { kind: 'unavailable' } : judgeApiAnswer(answer, schema);
}

/**
 * What an answer of Wise's API means; an answer we cannot read is an outage, never a refusal. A web page is not
 * Wise's API speaking but something in front of it, whatever its status says.
 */
export function judgeApiAnswer<Shape extends z.ZodType>(
  { status, body, contentType }: { status: number; body: string; contentType: string },
  schema: Shape,
): ApiOutcome<z.output<Shape>> {
  if (/^text\/html\b/i.test(contentType)) return { kind: 'unavailable' };
  if (status === 401) return { kind: 'unauthorised' };
  if (status === 403) return { kind: 'forbidden' };
  if (status === 404) return { kind: 'not_found' };
  if (status !== 200) return { kind: 'unavailable' };
  try {
    const parsed = schema.safeParse(parseLossless(body));
    return parsed.success ? { kind: 'ok', value: parsed.data } : { kind: 'unavailable' };
  } catch {
    return { kind: 'unavailable' };
  }
}
