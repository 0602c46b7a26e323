import { z } from 'zod';
import type { ApiAnswer } from './api-request';
import { parseLossless } from './lossless';

const refusalSchema = z.object({ errors: z.array(z.object({ path: z.string().nullish() })).min(1) });

/**
 * Which field of a request Wise names first (docs/wise.md 8.1); null where it names none. Undefined when the answer is not
 * Wise's own list of errors: a proxy's 400 page is no refusal.
 */
export function refusedPath({ body }: Pick<ApiAnswer, 'body'>): string | null | undefined {
  try {
    return refusalSchema.parse(parseLossless(body)).errors[0]?.path ?? null;
  } catch {
    return undefined;
  }
}
