import { type Answer, jsonAnswer } from './answer';

/** Error shape 3 of docs/wise.md 8.1: what Wise's gateway says. */
export function gatewayProblem(status: number, error: string, message: string, path?: string | null): Answer {
  return jsonAnswer(
    status,
    JSON.stringify({ timestamp: new Date().toISOString(), status, error, message, path }),
  );
}

export type Invalid = { code?: string; message: string; path: string; arguments?: readonly string[] };

/** Error shape 2: what is wrong with a request, field by field. */
export function invalidRequest(errors: readonly Invalid[], status = 422): Answer {
  const listed = errors.map((error) => ({ code: 'NOT_VALID', ...error }));
  return jsonAnswer(status, JSON.stringify({ timestamp: new Date().toISOString(), errors: listed }));
}

export function invalidField(path: string, message: string, code = 'NOT_VALID'): Answer {
  return invalidRequest([{ code, message, path, arguments: [path] }]);
}

export function notFound(what: string): Answer {
  return gatewayProblem(404, 'Not Found', `${what} not found`);
}
