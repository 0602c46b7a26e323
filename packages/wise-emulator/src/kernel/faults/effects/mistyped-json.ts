import { LosslessNumber } from 'lossless-json';
import { mapScalars, ofJson } from './json-body';

const SOME_NUMBER = new LosslessNumber('12345');

/** Every text is a number and every number a text; the digits of an id stay what they are. */
export const mistypedJson = ofJson((json) =>
  mapScalars(json, { text: () => SOME_NUMBER, number: (digits) => digits }),
);
