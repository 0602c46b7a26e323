import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';
import { outboundStream, type StreamedAnswer } from '#lib/net/outbound-stream';
import { limitedPauseMs } from '#vault/limits/apply-backoff';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';
import { wasNotSent } from '#vault/wise/not-sent';
import { wiseUrl } from '#vault/wise/paths';
import { retryAfterSeconds } from '#vault/wise/retry-after';
import { readTraceId } from '#vault/wise/trace-id';
import { discard, readWhole } from './answer-body';
import { CALL_STEPS } from './call-steps';
import type { OutgoingCall, WiseAnswer } from './call-types';
import { type LastHead, noteAnswer, noteEnd } from './note-failure';

/** Where the token of a call comes from, and what becomes of one that Wise refused. */
export type TokenSource = {
  /** @throws AppError when there is none to be had. */
  get(): Promise<Secret>;
  /** Wise did not take the last one. The next `get` is another one, if there is one. */
  reject(): Promise<void>;
};

/**
 * Makes one call to Wise and answers what Wise said, whatever its status. It is made once; only a call that Wise refused
 * with 401 `invalid_token`, before it acted (W13), is repeated, once, with a fresh token.
 *
 * @throws AppError WISE_UNAVAILABLE (nothing was sent), WISE_ANSWER_LOST (it may have acted), WISE_RATE_LIMITED (our own
 *   pause), WISE_TOKEN_REFUSED, and what `tokens` and the steps throw.
 */
export async function callWise(
  ctx: VaultContext,
  client: WiseClient,
  call: OutgoingCall,
  tokens: TokenSource,
): Promise<WiseAnswer> {
  const answerBy = performance.now() + ctx.deadlines.callAnswerMs;
  let prepared = call;
  let answer: WiseAnswer | undefined;
  const last: LastHead = {};
  try {
    for (const step of CALL_STEPS) prepared = (await step.prepare?.(ctx, prepared)) ?? prepared;
    answer = await sendWithToken(ctx, client, prepared, tokens, { answerBy, last });
    for (const step of CALL_STEPS.toReversed())
      answer = (await step.interpret?.(ctx, prepared, answer)) ?? answer;
  } catch (error) {
    noteEnd(ctx, call, error, last);
    const isKnown = error instanceof AppError && error.code !== 'WISE_ANSWER_LOST';
    const end = { error, mayHaveActed: answer !== undefined || !isKnown };
    for (const step of CALL_STEPS) await step.failed?.(ctx, prepared, end);
    throw error;
  }
  return noteAnswer(ctx, call, answer);
}

/** Until when the answer has to be there, and where its head is noted. */
type Sending = { answerBy: number; last: LastHead };

async function sendWithToken(
  ctx: VaultContext,
  client: WiseClient,
  call: OutgoingCall,
  tokens: TokenSource,
  sending: Sending,
): Promise<WiseAnswer> {
  const first = await sendLogged(ctx, client, call, await tokens.get(), sending);
  if (first.status !== 401) return first;
  const isTokenRefused = await saysInvalidToken(ctx, first);
  if (isTokenRefused) await tokens.reject();
  // What was streamed is gone.
  if (!isTokenRefused || call.body.kind === 'stream') throw tokenRefused();
  const second = await sendLogged(ctx, client, call, await tokens.get(), sending);
  if (second.status !== 401) return second;
  discard(ctx, second.body);
  throw tokenRefused();
}

/** A 401 as it came would look like our own, about the API key. */
const tokenRefused = () => new AppError('WISE_TOKEN_REFUSED', { retryAfterSeconds: 1 });

/** RFC 6750 §3.1, in Wise's own form (docs/wise.md 4.5). The text beside it may be the token itself (W11): it is not looked at. */
async function saysInvalidToken(ctx: VaultContext, answer: StreamedAnswer): Promise<boolean> {
  if (String(answer.headers['www-authenticate'] ?? '').includes('error="invalid_token"')) {
    discard(ctx, answer.body);
    return true;
  }
  try {
    const body: unknown = JSON.parse((await readWhole(ctx, answer.body, 64 * 1024)).toString());
    return typeof body === 'object' && body !== null && 'error' in body && body.error === 'invalid_token';
  } catch {
    return false;
  }
}

async function sendLogged(
  ctx: VaultContext,
  client: WiseClient,
  call: OutgoingCall,
  access: Secret,
  { answerBy, last }: Sending,
): Promise<StreamedAnswer> {
  const { environment, connection, method, target } = call;
  const facts = { environment, connection: connection?.id ?? null, method, path: target.template };
  const started = performance.now();
  const ms = () => Math.round(performance.now() - started);
  try {
    const answer = await send(ctx, client, call, access, answerBy);
    const { status, headers } = answer;
    last.head = { status, headers };
    ctx.log.info({ ...facts, status, traceId: readTraceId(headers['x-trace-id']), ms: ms() }, 'call to Wise');
    return answer;
  } catch (error) {
    const problem = error instanceof AppError ? error.code : 'INTERNAL';
    ctx.log.warn({ ...facts, problem, ms: ms(), err: error }, 'call to Wise failed');
    throw error;
  }
}

async function send(
  ctx: VaultContext,
  client: WiseClient,
  call: OutgoingCall,
  access: Secret,
  answerBy: number,
): Promise<StreamedAnswer> {
  const { environment, target, body, method } = call;
  if (!ctx.pauses.admitCall(environment)) throw limited(ctx.pauses.untilTrialMs(environment));
  const answerWithinMs = answerBy - performance.now();
  if (answerWithinMs <= 0) throw new AppError('WISE_UNAVAILABLE', { log: 'no time left to call' });
  const sentAt = performance.now();
  const headers = { ...call.headers, authorization: `Bearer ${access.reveal()}`, ...bodyHeaders(call) };
  const answer = await outboundStream(wiseUrl(client.config, target.path + target.query), {
    method,
    headers,
    body: body.kind === 'none' ? null : body.kind === 'buffer' ? body.bytes : body.chunks,
    dispatcher: client.transport.dispatcher(),
    answerWithinMs,
    idleMs: ctx.deadlines.callIdleMs,
  }).catch((error: unknown) => {
    throw failureOf(error);
  });
  noteLimit(ctx, call, answer, sentAt);
  if (answer.status < 300 || (answer.status >= 400 && answer.status < 600)) return answer;
  discard(ctx, answer.body);
  const log =
    answer.status < 400 ? 'a redirect, which is not followed' : 'a status that is none (RFC 9110 §15)';
  throw new AppError('WISE_ANSWER_LOST', { log });
}

function bodyHeaders({ body }: OutgoingCall): Record<string, string> {
  if (body.kind === 'none') return {};
  const length = body.kind === 'buffer' ? body.bytes.byteLength : body.length;
  return { 'content-type': body.type, ...(length === undefined ? {} : { 'content-length': String(length) }) };
}

function failureOf(error: unknown): unknown {
  // ours: the caller's body, too large or broken off
  if (!(error instanceof AppError) || error.code !== 'WISE_UNAVAILABLE') return error;
  if (wasNotSent(error)) return new AppError('WISE_UNAVAILABLE', { log: 'nothing was sent', cause: error });
  return new AppError('WISE_ANSWER_LOST', { log: error.message, cause: error });
}

/**
 * A limit is the client's, so it holds for the whole environment (docs/wise.md 8.2). One that names more than a minute is not
 * that limit but a block of this user, after wrong factors for one (docs/wise.md 11): it must stop nobody else's calls.
 */
function noteLimit(
  ctx: VaultContext,
  { environment }: OutgoingCall,
  { status, headers }: StreamedAnswer,
  sentAt: number,
): void {
  if (status !== 429) {
    ctx.pauses.endLimit(environment, sentAt);
    return;
  }
  const seconds = retryAfterSeconds(headers['retry-after'] ?? null);
  if (seconds * 1000 > ctx.deadlines.backOffMaxMs) return;
  const pauseMs = limitedPauseMs(ctx, { retryAfterSeconds: seconds });
  ctx.pauses.pause(environment, pauseMs, ctx.deadlines.trialMs);
}

function limited(untilTrialMs: number): AppError {
  return new AppError('WISE_RATE_LIMITED', {
    retryAfterSeconds: Math.max(1, Math.ceil(untilTrialMs / 1000)),
  });
}
