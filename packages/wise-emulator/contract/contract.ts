import { checkAnswer } from './check-answer';
import { checkRequest } from './check-request';
import { type Openapi, type Operation, operationOfRoute, readOpenapi } from './openapi';
import type { Exchange } from './recorder';
import { Validators } from './validators';

/** Wise's OpenAPI document as something that exchanges can be held against. */
export class Contract {
  readonly openapi: Openapi;
  readonly #validators: Validators;

  constructor(openapi: Openapi) {
    this.openapi = openapi;
    this.#validators = new Validators(openapi);
  }

  /** The operation that an exchange belongs to; undefined for what is none of Wise's API. */
  operationOf({ method, route }: Pick<Exchange, 'method' | 'route'>): Operation | undefined {
    return route === undefined ? undefined : operationOfRoute(this.openapi, method, route);
  }

  /** What answers say against the document. */
  answerMismatches(exchanges: readonly Exchange[]): string[] {
    return exchanges.flatMap((exchange) => {
      const operation = this.operationOf(exchange);
      return operation ? checkAnswer(this.#validators, operation, exchange) : [];
    });
  }

  /** What requests say against the document; asking for what it does not have is a mismatch too. */
  requestMismatches(exchanges: readonly Exchange[]): string[] {
    return exchanges.flatMap((exchange) => {
      const operation = this.operationOf(exchange);
      if (!operation) return [`${exchange.method} ${exchange.url} is no operation of the document`];
      return checkRequest(this.#validators, operation, exchange);
    });
  }
}

/** Reads it, which takes a second or two; undefined where the file is absent, as on a user's machine. */
export function readContract(): Contract | undefined {
  const openapi = readOpenapi();
  return openapi && new Contract(openapi);
}
