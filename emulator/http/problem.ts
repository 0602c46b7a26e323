import { type Answer, jsonAnswer } from './answer';

/** Error shape 3 of oauth-and-tokens.md 8.1: what Wise's gateway says. */
export function gatewayProblem(status: number, error: string, message: string, path?: string): Answer {
  return jsonAnswer(
    status,
    JSON.stringify({ timestamp: new Date().toISOString(), status, error, message, path }),
  );
}
