import 'server-only';
import type { z } from 'zod';
import { AppError } from '#lib/errors/app-error';
import { isErrorCode } from '#lib/errors/codes';
import type { Secret } from '#lib/log/secret';
import { type OutboundResponse, outbound } from '#lib/net/outbound';
import { webEnv } from '#web/env/web-env';
import { problemSchema } from './answers';

const MAX_ANSWER_BYTES = 64 * 1024;

export type VaultEndpoint = { url: string; key: Secret };

export type VaultCall<Answer extends z.ZodType> = {
  method: 'GET' | 'POST';
  path: string;
  body?: unknown;
  answer: Answer;
  deadlineMs: number;
};

function configuredEndpoint(): VaultEndpoint {
  const env = webEnv();
  return { url: env.VAULT_INTERNAL_URL, key: env.VAULT_INTERNAL_KEY };
}

/**
 * One call of the vault's internal API.
 *
 * @throws AppError with the vault's own code when it refuses; VAULT_UNAVAILABLE when it cannot be
 *   reached, is late, does not know our key or answers something unreadable. After VAULT_UNAVAILABLE
 *   it is unknown whether the act was done: read the row.
 */
export async function callVault<Answer extends z.ZodType>(
  call: VaultCall<Answer>,
  endpoint: VaultEndpoint = configuredEndpoint(),
): Promise<z.output<Answer>> {
  const response = await send(call, endpoint);
  const body = parseJson(response.body);
  if (response.status !== 200) throw refusal(response, body);
  const answer = call.answer.safeParse(body);
  if (!answer.success) throw new AppError('VAULT_UNAVAILABLE', { log: 'vault answered in an unknown shape' });
  return answer.data;
}

async function send(call: VaultCall<z.ZodType>, { url, key }: VaultEndpoint): Promise<OutboundResponse> {
  try {
    return await outbound(new URL(call.path, url), {
      method: call.method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${key.reveal()}`,
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      deadlineMs: call.deadlineMs,
      maxBodyBytes: MAX_ANSWER_BYTES,
    });
  } catch (cause) {
    throw new AppError('VAULT_UNAVAILABLE', { log: `vault did not answer ${call.method}`, cause });
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
