import { ofJson } from './json-body';

/** A comma before the last bracket: some readers take it, none should. */
export const malformedJson = ofJson((_json, text) => `${text.slice(0, -1)},${text.slice(-1)}`);
