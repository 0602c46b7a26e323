import { JOSE, readBody } from './json-body';
import { nameOf, type Operation, type ResponseSpec } from './openapi';
import { isRecorded, withDocumentedTimes } from './recorded';
import type { Exchange } from './recorder';
import { ERROR_SHAPES, UNDOCUMENTED_STATUSES } from './undocumented';
import type { Validate, Validators } from './validators';

/** Faults whose answers are still Wise's own words. The answers of all others are wrong on purpose. */
const HONEST_FAULTS = new Set(['hold', 'delay', 'clock']);

/** Everything in an answer that openapi.yml does not say; nothing when it keeps the contract. */
export function checkAnswer(validators: Validators, operation: Operation, exchange: Exchange): string[] {
  if (exchange.fault !== undefined && !HONEST_FAULTS.has(exchange.fault)) return [];
  const name = nameOf(operation);
  const answer = withDocumentedTimes(name, exchange.answer);
  const problems = isRecorded(validators, name, exchange)
    ? []
    : checkDocumented(validators, operation, { ...exchange, answer });
  return [...problems, ...checkHeaders(exchange)].map((problem) => `${name} ${exchange.status}: ${problem}`);
}

function checkDocumented(validators: Validators, operation: Operation, exchange: Exchange): string[] {
  const documented = operation.responses[String(exchange.status)];
  return documented?.content || isSuccess(exchange)
    ? checkBody(validators, documented, exchange)
    : checkUndocumented(validators, operation, exchange);
}

function isSuccess({ status }: Exchange): boolean {
  return status < 300;
}

function checkBody(validators: Validators, spec: ResponseSpec | undefined, exchange: Exchange): string[] {
  if (!spec) return ['this success is not documented'];
  if (!spec.content) return exchange.answer === '' ? [] : ['a body where none is documented'];
  const type = essenceOf(exchange.answerHeaders['content-type']);
  // Any call may be asked for a signed or encrypted answer; what is in it cannot be read here.
  if (type === JOSE && exchange.headers['x-tw-jose-method'] !== undefined) return [];
  const media = spec.content[type];
  if (!media) return [`the content type "${type}" is not documented`];
  return media.schema ? checkText(validators.of(media.schema), type, exchange.answer) : [];
}

/** An error that the file leaves open: its status has to be listed with a source, its body to have a known shape. */
function checkUndocumented(validators: Validators, operation: Operation, exchange: Exchange): string[] {
  const name = nameOf(operation);
  const listed = UNDOCUMENTED_STATUSES.filter(
    (row) => row.status === exchange.status && (row.operation ?? name) === name,
  ).map(({ shape }) => ERROR_SHAPES[shape]);
  // The file may name a status and leave its body open.
  const isOpen = operation.responses[String(exchange.status)] !== undefined;
  const shapes = isOpen ? Object.values(ERROR_SHAPES) : listed;
  if (shapes.length === 0) return ['neither documented nor listed in contract/undocumented.ts'];
  const found = shapes.map((shape) => checkText(validators.of(shape), 'application/json', exchange.answer));
  return found.some((problems) => problems.length === 0) ? [] : found.flat();
}

function checkText(validate: Validate, type: string, text: string): string[] {
  const body = readBody(type, text);
  return body.ok ? [...body.problems, ...validate(body.value)] : [body.problem];
}

/** openapi.yml, components.headers: on every answer of every operation. */
function checkHeaders({ headers, status, answerHeaders }: Exchange): string[] {
  const problems: string[] = [];
  if (!answerHeaders['x-trace-id']) problems.push('no x-trace-id');
  const sent = headers['x-external-correlation-id'];
  const echoed = answerHeaders['x-external-correlation-id'];
  if (typeof sent === 'string' && sent.length <= 36 && sent !== echoed) problems.push('no correlation id');
  if (sent === undefined && echoed !== undefined) problems.push('a correlation id that nobody sent');
  if (status === 429 && !/^\d+$/.test(String(answerHeaders['retry-after']))) problems.push('no Retry-After');
  if (status === 429 && !answerHeaders['x-rate-limited-by']) problems.push('no X-Rate-Limited-By');
  return problems;
}

export function essenceOf(contentType: unknown): string {
  return (
    String(contentType ?? '')
      .split(';', 1)[0]
      ?.trim()
      .toLowerCase() ?? ''
  );
}
