import type * as z from 'zod';
import type { Answer } from './answer';
import { invalidRequest } from './problem';

/** Says field by field what a schema had against a request. */
export function refusalOf({ issues }: z.ZodError, status = 422): Answer {
  return invalidRequest(
    issues.map((issue) => ({
      ...codeOf(issue),
      message: issue.message,
      path: issue.path.join('.'),
      arguments: [issue.path.join('.')],
    })),
    status,
  );
}

/** Of what a schema refuses in Wise's own words. */
function codeOf(issue: z.core.$ZodIssue): { code?: string } {
  const code: unknown = issue.code === 'custom' ? issue.params?.code : undefined;
  return typeof code === 'string' ? { code } : {};
}
