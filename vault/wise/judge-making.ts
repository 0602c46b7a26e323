import * as z from 'zod';
import { type ApiAnswer, judgeApiAnswer } from './api-request';
import { parseLossless } from './lossless';
import { retryAfterSeconds } from './retry-after';

/** Why Wise did not make what it was asked for. No text of Wise is in it but the path of the field that it refuses. */
export type NotMade =
  /** 409: it is there. */
  | { kind: 'there' }
  /** null: Wise names no field. */
  | { kind: 'refused'; path: string | null }
  /** The token is not taken. */
  | { kind: 'unauthorised' }
  /** Our client may not make such things: Wise has to agree to it first. */
  | { kind: 'not_allowed' }
  | { kind: 'rate_limited'; retryAfterSeconds: number }
  /** Wise may have acted. */
  | { kind: 'unavailable' };

const refusalSchema = z.object({ errors: z.array(z.object({ path: z.string().nullish() })).min(1) });

/** What an answer to the making of a user or a profile means; one that cannot be read is an outage, after which the same is sent again. */
export function judgeMaking<Shape extends z.ZodType>(
  answer: ApiAnswer,
  schema: Shape,
): { kind: 'made'; value: z.output<Shape> } | NotMade {
  if (answer.status === 429)
    return { kind: 'rate_limited', retryAfterSeconds: retryAfterSeconds(answer.retryAfter) };
  if (answer.status === 409) return { kind: 'there' };
  if (answer.status === 400 || answer.status === 422) return judgeRefusal(answer);
  const made = judgeApiAnswer(answer, schema);
  switch (made.kind) {
    case 'ok':
      return { kind: 'made', value: made.value };
    case 'forbidden':
    case 'not_found':
      return { kind: 'not_allowed' };
    case 'unauthorised':
    case 'unavailable':
      return { kind: made.kind };
  }
}

/** Only Wise's own list of errors (docs/wise.md 8.1) is a refusal: a proxy's 400 page is not. */
function judgeRefusal({ body }: ApiAnswer): NotMade {
  try {
    return { kind: 'refused', path: refusalSchema.parse(parseLossless(body)).errors[0]?.path ?? null };
  } catch {
    return { kind: 'unavailable' };
  }
}
