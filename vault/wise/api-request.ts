import type { z } from 'zod';
import type { Secret } from '#lib/log/secret';
import { outbound } from '#lib/net/outbound';
import { randomId } from '#vault/keys/random';
import type { WiseClient } from './client';
import { parseLossless } from './lossless';
import type { ApiOutcome } from './outcomes';
import { wiseUrl } from './paths';

const MAX_API_BODY_BYTES = 1024 * 1024;

export type ApiRequest = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  access: Secret;
  /** Beside or instead of `accept` and `content-type`, which are JSON's. */
  headers?: Record<string, string>;
  body?: string;
  deadlineMs: number;
  maxBodyBytes?: number;
};

export type ApiAnswer = { status: number; contentType: string; retryAfter: string | null; body: string };

/**
 * One call of Wise's API with a token, and its whole answer; undefined when there was none. Never throws for what Wise
 * or the network does.
 */
export async function callApi(
  { config, transport }: Pick<WiseClient, 'config' | 'transport'>,
  { method, path, access, headers, body, deadlineMs, maxBodyBytes = MAX_API_BODY_BYTES }: ApiRequest,
): Promise<ApiAnswer | undefined> {
  const url = wiseUrl(config, path);
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
  client: Pick<WiseClient, 'config' | 'transport'>,
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
