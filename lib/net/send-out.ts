import { request as send } from 'undici';
import { RefusedTargetError, type TargetGuard } from './target-guard';

export type SentOut = {
  method: 'POST' | 'GET';
  headers: Record<string, string>;
  body: string;
  /** For the whole exchange: lookup, connect, TLS, headers and body. */
  deadlineMs: number;
  /** How much of an answer is read. The rest is not taken. */
  maxBodyBytes: number;
  signal?: AbortSignal;
};

/** Why there is no answer. `refused_target`: no connection was made, because of where it would have led. */
export const SEND_FAILURES = ['refused_target', 'timeout', 'unknown_host', 'tls', 'network'] as const;
export type SendFailure = (typeof SEND_FAILURES)[number];

export type SendOutcome =
  | { kind: 'answered'; status: number; body: string }
  | { kind: 'failed'; why: SendFailure; detail: string };

/**
 * One call to an address that somebody typed in, through the guard. No redirect is followed: a 3xx is an answer like others.
 * It throws nothing.
 */
export async function sendOut(guard: TargetGuard, url: string, sent: SentOut): Promise<SendOutcome> {
  const deadline = AbortSignal.timeout(sent.deadlineMs);
  const signal = sent.signal ? AbortSignal.any([deadline, sent.signal]) : deadline;
  try {
    const answer = await send(url, {
      method: sent.method,
      headers: sent.headers,
      body: sent.body,
      dispatcher: guard.dispatcherFor(url),
      signal,
      headersTimeout: sent.deadlineMs,
      bodyTimeout: sent.deadlineMs,
    });
    return {
      kind: 'answered',
      status: answer.statusCode,
      body: await readSome(answer.body, sent.maxBodyBytes),
    };
  } catch (error) {
    return { kind: 'failed', why: whyOf(error, deadline), detail: codeOf(error) };
  }
}

type Body = AsyncIterable<Uint8Array> & { destroy(): unknown };

/** The status is the answer: a body that breaks off, drips or never ends changes nothing about it. */
async function readSome(body: Body, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      chunks.push(chunk.subarray(0, maxBytes - size));
      size += chunk.byteLength;
      if (size >= maxBytes) break;
    }
  } catch {
    // what came is kept
  } finally {
    body.destroy();
  }
  return new TextDecoder('utf-8').decode(Buffer.concat(chunks));
}

function whyOf(error: unknown, deadline: AbortSignal): SendFailure {
  if (error instanceof RefusedTargetError) return 'refused_target';
  if (deadline.aborted) return 'timeout';
  const code = codeOf(error);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'unknown_host';
  if (/CERT|TLS|SSL|SELF_SIGNED/.test(code)) return 'tls';
  return code.includes('TIMEOUT') ? 'timeout' : 'network';
}

/** A code, never a message: that may repeat what was sent. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'no code';
}
