import type { Answer } from '#emulator/kernel/http/answer';
import { invalidRequest } from '#emulator/kernel/http/problem';

/**
 * A quote that there is not, or that has expired: Wise says the same of both (recorded). Its status is assumed: 404
 * for one in a path, 422 for one in a body or one that cannot be changed any more.
 */
export function quoteNotFound(status: 404 | 422, path: string): Answer {
  return invalidRequest(
    [{ code: 'error.quote.not.found', message: 'Quote not found', path, arguments: [path] }],
    status,
  );
}
