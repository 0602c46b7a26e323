import type { components, operations } from './generated/schema.js';
import type { RequestOptions } from './http/send.js';

export type Connection = components['schemas']['Connection'];
export type AccessToken = components['schemas']['AccessToken'];

export type OperationName = keyof operations;

type OrNothing<T> = [T] extends [never] ? unknown : T;
type Parameters<Name extends OperationName, Where extends 'path' | 'query'> = OrNothing<
  NonNullable<operations[Name]['parameters'][Where]>
>;
type Body<Name extends OperationName> = operations[Name] extends {
  requestBody?: { content: { 'application/json': infer T } };
}
  ? T
  : unknown;
/** All that an operation takes, as one object: of the path, of the query and of the body. */
export type Input<Name extends OperationName> = Parameters<Name, 'path'> &
  Parameters<Name, 'query'> &
  Body<Name>;

type Responses<Name extends OperationName> = operations[Name]['responses'];
/** What an operation answers when it went well. */
export type Answer<Name extends OperationName> = {
  [Status in keyof Responses<Name>]: Responses<Name>[Status] extends {
    content: { 'application/json': infer T };
  }
    ? T
    : undefined;
}[keyof Responses<Name>];

type Given<Name extends OperationName> =
  Record<never, never> extends Input<Name>
    ? [input?: Input<Name>, options?: RequestOptions]
    : [input: Input<Name>, options?: RequestOptions];

/** A method for each operation of the API, by its `operationId`. */
export type Operations = {
  [Name in OperationName]: (...given: Given<Name>) => Promise<Answer<Name>>;
};
