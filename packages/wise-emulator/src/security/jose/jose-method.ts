import type { FastifyRequest } from 'fastify';
import type { JoseDemand } from '#emulator/kernel/guard';
import type { Answer } from '#emulator/kernel/http/answer';
import { gatewayProblem } from '#emulator/kernel/http/problem';
import type { EmulatorState } from '#emulator/kernel/state';

export type JoseMethod = { isSigned: boolean; isEncrypted: boolean; isDirect: boolean };

const HEADER = 'x-tw-jose-method';
/** Names the partner's key that the answer is encrypted for (Wise's document of 2026Q3). */
export const ANSWER_KEY = 'x-tw-jose-encryption-kid';
const TYPE = 'application/jose+json';
const METHODS = new Map([
  ['jws', { isSigned: true, isEncrypted: false }],
  ['jwe', { isSigned: false, isEncrypted: true }],
  ['jws+jwe', { isSigned: true, isEncrypted: true }],
]);

export function asksForJose(request: FastifyRequest): boolean {
  return request.headers[HEADER] !== undefined;
}

/** What the headers ask for, or the refusal (assumed throughout: Wise documents the headers, not their absence). */
export function readJoseMethod(
  state: EmulatorState,
  request: FastifyRequest,
  demand: JoseDemand | undefined,
): JoseMethod | Answer {
  const { [HEADER]: given, accept = '*/*', 'content-type': type = '' } = request.headers;
  const method = METHODS.get(String(given));
  const isDirect = demand === 'jwe-direct';
  const wanted = isDirect ? 'jwe' : demand;
  if (!method || (wanted !== undefined && given !== wanted)) {
    return refuse(
      400,
      'Bad Request',
      `X-TW-JOSE-Method has to be ${wanted ?? [...METHODS.keys()].join(', ')}`,
    );
  }
  const isKeyDemanded = demand === 'jws+jwe' || (demand === 'jwe' && request.method === 'GET');
  if (isKeyDemanded && state.settings.current.joseAnswerKeyRequired && !request.headers[ANSWER_KEY]) {
    return refuse(400, 'Bad Request', `${ANSWER_KEY} has to name an encryption key`);
  }
  if (state.settings.current.joseHeadersChecked) {
    if (!accept.includes(TYPE)) return refuse(406, 'Not Acceptable', `Accept has to be ${TYPE}`);
    if (hasBody(request) && type.split(';', 1)[0]?.trim().toLowerCase() !== TYPE) {
      return refuse(415, 'Unsupported Media Type', `Content-Type has to be ${TYPE}`);
    }
  }
  return { ...method, isDirect };
}

export function hasBody({ body }: FastifyRequest): boolean {
  return body !== undefined && body !== null && body !== '';
}

function refuse(status: number, error: string, message: string): Answer {
  return gatewayProblem(status, error, message);
}
