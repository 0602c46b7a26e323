import { inspect } from 'node:util';

const MASK = '[secret]';

/**
 * A value that cannot be logged by accident: JSON, templates, string concatenation, util.inspect and
 * error serialisers all print a mask. Only `reveal()` gives the value: a word to search a review for.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [Symbol.toPrimitive](): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
