import { LosslessNumber } from 'lossless-json';
import { mapScalars, ofJson } from './json-body';

/** More than any double holds: JavaScript reads Infinity. */
const HUGE = new LosslessNumber('9'.repeat(400));

export const hugeNumbers = ofJson((json) => mapScalars(json, { text: (text) => text, number: () => HUGE }));
