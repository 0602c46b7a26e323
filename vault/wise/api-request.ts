import type { Dispatcher } from 'undici';
import type { z } from 'zod';
import type { Secret } from '#lib/log/secret';
import { outbound } from '#lib/net/outbound';
import type { WiseClientConfig } from '#vault/env/vault-env';
import { parseLossless } from './lossless';
import type { ApiOutcome } from './outcomes';
import { wiseUrl } from './paths';

const MAX_API_BODY_BYTES = 1024 * 1024;

/** One GET with a user token. Never throws for what Wise or the network does. */
export async function getFromWise<Shape extends z.ZodType>(
  config: WiseClientConfig,
  request: {
    path: string;
    access: Secret;
    schema: Shape;
    dispatcher: Dispatcher;
    deadlineMs: number;
    correlationId: string;
  },
): Promise<ApiOutcome<z.output<Shape>>> {
  const url = wiseUrl(config, request.path);
  try {
    const answer = await outbound(url, {
      method: 'GET',
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${request.access.reveal()}`,
        'x-external-correlation-id': request.correlationId,
      },
      dispatcher: request.dispatcher,
      deadlineMs: request.deadlineMs,
      maxBodyBytes: MAX_API_BODY_BYTES,
    });
    const contentType = answer.headers.get('content-type') ?? '';
    return judgeApiAnswer({ ...answer, contentType }, request.schema);
  } catch {
    return { kind: 'unavailable' };
  }
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
