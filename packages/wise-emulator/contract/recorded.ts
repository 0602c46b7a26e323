import { readBody } from './json-body';
import type { Schema } from './openapi';
import type { Exchange } from './recorder';
import type { Validators } from './validators';

const FUNDING = 'POST /v3/profiles/{profileId}/transfers/{transferId}/payments';
const STATEMENT = 'GET /v1/profiles/{profileId}/balance-statements/{balanceId}/statement.json';
const TIMED = [
  'POST /v1/transfers',
  'GET /v1/transfers',
  'GET /v1/transfers/{transferId}',
  'PUT /v1/transfers/{transferId}/cancel',
  'GET /v1/simulation/transfers/{transferId}/{status}',
];

const type = { enum: ['BALANCE', 'TRUSTED_PRE_FUND_BULK'] };
const funded: Schema = {
  type: 'object',
  required: ['type', 'status', 'balanceTransactionId'],
  additionalProperties: false,
  properties: { type, status: { const: 'COMPLETED' }, balanceTransactionId: { type: ['integer', 'null'] } },
};
/** Assumed: only a funding that went well was recorded. */
const notFunded: Schema = {
  type: 'object',
  required: ['type', 'status', 'errorCode'],
  additionalProperties: false,
  properties: { type, status: { const: 'REJECTED' }, errorCode: { type: 'string' } },
};

/**
 * What Wise's sandbox was recorded answering in July 2026 although its document says otherwise. The emulator answers
 * so by default, and as the document has it by a setting; both are held against this.
 */
type RecordedAnswer = {
  operation: string;
  status: number;
  /** One of these; none: the body is empty. */
  bodies: readonly Schema[];
};

export const RECORDED_ANSWERS: readonly RecordedAnswer[] = [
  { operation: 'POST /v1/accounts', status: 200, bodies: [{ $ref: '#/components/schemas/recipient-v1' }] },
  { operation: FUNDING, status: 201, bodies: [funded, notFunded] },
  { operation: STATEMENT, status: 403, bodies: [] },
];

/** Whether an answer is one that was recorded. */
export function isRecorded(
  validators: Validators,
  operation: string,
  { status, answer, answerHeaders }: Exchange,
): boolean {
  const row = RECORDED_ANSWERS.find((each) => each.operation === operation && each.status === status);
  if (!row) return false;
  if (row.bodies.length === 0) return answer === '' && answerHeaders['x-2fa-approval'] !== undefined;
  const body = readBody('application/json', answer);
  return body.ok && row.bodies.some((schema) => validators.of(schema)(body.value).length === 0);
}

const SPACED = /("created":"\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d")/g;

/** The time of a transfer as its schema wants it; recorded (and in the document's own example): `2017-11-24 10:47:49`. */
export function withDocumentedTimes(operation: string, answer: string): string {
  return TIMED.includes(operation) ? answer.replace(SPACED, '$1T$2') : answer;
}
