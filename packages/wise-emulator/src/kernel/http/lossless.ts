import type { FastifyRequest } from 'fastify';
import { parse, stringify } from 'lossless-json';
import { type Answer, jsonAnswer } from './answer';
import { rawBodyOf } from './body-parsers';

const opened = new WeakMap<FastifyRequest, string>();

/** What a signed or encrypted body said, once it was opened. */
export function keepOpened(request: FastifyRequest, text: string): void {
  opened.set(request, text);
}

/**
 * The JSON body with every number as its literal: doubles would round ids of 64 bits and cents of large amounts.
 * Undefined when there is none.
 */
export function losslessBodyOf(request: FastifyRequest): unknown {
  const text = opened.get(request) ?? rawBodyOf(request);
  try {
    return text === '' ? undefined : parse(text);
  } catch {
    return undefined;
  }
}

/** `value` may hold bigints (ids) and LosslessNumbers (amounts): they become bare digits. */
export function losslessAnswer(status: number, value: unknown): Answer {
  return jsonAnswer(status, stringify(value) ?? 'null');
}

export function noContent(): Answer {
  return { status: 204, headers: {}, body: '' };
}
