import type { z } from 'zod';
import type { Answer } from './answer';
import { invalidRequest } from './problem';

/** Says field by field what a schema had against a request. */
export function refusalOf({ issues }: z.ZodError, status = 422): Answer {
  return invalidRequest(
    issues.map(({ message, path }) => ({ message, path: path.join('.'), arguments: [path.join('.')] })),
    status,
  );
}
