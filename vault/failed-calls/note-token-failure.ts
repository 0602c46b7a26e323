import type { MadeBy } from '#vault/wise/clients';
import type { TokenFailure } from '#vault/wise/token-caller';
import type { RecordFailedCall } from './record-failed-call';
import { errorCodeOf, shapeOfText } from './shape';

/** Notes a token call that Wise refused, or did not answer, for its support (decision 096). */
export function noteTokenFailure(
  record: RecordFailedCall,
  { environment, clientId }: MadeBy,
  { grantType, path, correlationId, outcome, answer, connectionId }: TokenFailure,
): void {
  const status = answer?.status ?? null;
  const text = answer?.body ?? '';
  // an outage and a limit are the client's: a row for each connection would say nothing more
  const isAboutIt = status !== null && status >= 400 && status < 500 && status !== 429;
  record({
    ...{ environment, clientId, kind: grantType, method: 'POST', path, status, correlationId },
    connectionId: isAboutIt ? connectionId : null,
    problem: errorCodeOf(text) ?? outcome,
    requestId: null,
    traceId: answer?.traceId ?? null,
    headerNames: answer?.headerNames ?? [],
    requestShape: null,
    answerShape: shapeOfText(text),
  });
}
