import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '#lib/errors/app-error';
import type { Failure } from '#vault/failed-calls/record-failed-call';
import { errorCodeOf, shapeOfText } from '#vault/failed-calls/shape';
import type { VaultContext } from '#vault/runtime/context';
import { readTraceId } from '#vault/wise/trace-id';
import { bodyIfSmall } from './answer-body';
import type { OutgoingCall, WiseAnswer } from './call-types';

/** The head of the last answer of a call, also where it was not passed on. */
export type LastHead = { head?: { status: number; headers: IncomingHttpHeaders } };

/** Failures of Wise's or on the way there; what is refused before it is sent, and an approval that is wanted, are none. */
const AT_WISE: readonly string[] = ['WISE_UNAVAILABLE', 'WISE_ANSWER_LOST', 'WISE_TOKEN_REFUSED'];

/**
 * Notes an answer that says no, for Wise's support (decision 096). A small body was read to see what it consists of.
 *
 * @throws AppError WISE_ANSWER_LOST when it breaks off meanwhile.
 */
export async function noteAnswer(
  ctx: VaultContext,
  call: OutgoingCall,
  answer: WiseAnswer,
): Promise<WiseAnswer> {
  if (answer.status < 400) return answer;
  const body = await bodyIfSmall(ctx, answer).catch((error: unknown) => {
    noteEnd(ctx, call, error, { head: answer });
    throw error;
  });
  const text = body?.toString() ?? '';
  ctx.recordFailedCall({
    ...factsOf(call, answer),
    problem: errorCodeOf(text) ?? '',
    answerShape: shapeOfText(text),
  });
  return body === undefined ? answer : { ...answer, body };
}

/** Notes a call that ended without an answer to pass on. */
export function noteEnd(ctx: VaultContext, call: OutgoingCall, error: unknown, { head }: LastHead): void {
  if (!(error instanceof AppError) || !AT_WISE.includes(error.code)) return;
  ctx.recordFailedCall({ ...factsOf(call, head), problem: error.code, answerShape: null });
}

type Facts = Omit<Failure, 'problem' | 'answerShape'>;

function factsOf(call: OutgoingCall, head: LastHead['head']): Facts {
  const { environment, clientId, connection, method, target, body, headers, requestId } = call;
  return {
    ...{ environment, clientId, method, path: target.template },
    kind: 'call',
    connectionId: connection?.id ?? null,
    status: head?.status ?? null,
    requestId: requestId ?? null,
    correlationId: headers['x-external-correlation-id'] ?? null,
    traceId: head === undefined ? null : readTraceId(head.headers['x-trace-id']),
    headerNames: Object.keys(head?.headers ?? {}),
    requestShape: body.kind === 'buffer' ? shapeOfText(body.bytes.toString()) : null,
  };
}
