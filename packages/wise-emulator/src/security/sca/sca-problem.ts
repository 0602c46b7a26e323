import { type Answer, jsonAnswer } from '#emulator/kernel/http/answer';

/** Error shape 2 of docs/wise.md 8.1, as openapi.yml has it for `pin.not.setup`. */
export function scaProblem(status: number, code: string, message: string): Answer {
  return jsonAnswer(status, JSON.stringify({ errors: [{ code, message }] }));
}

/** 204, or the 200 without content that openapi.yml has for a new PIN. */
export function noContent(status: 200 | 204 = 204): Answer {
  return { status, headers: {}, body: '' };
}
