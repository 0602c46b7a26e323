import * as z from 'zod';
import { sessionSchema } from './internal-api';
import {
  personalTokenActSchema,
  personalTokenAnswerSchema,
  SEALING_ACTS,
  sealingKeySchema,
} from './personal-token-acts';
import { stepUpSchema } from './step-up';

/** What web asks of the vault about API tokens of the partner's own (design 4.26); part of the internal API. */
export const PERSONAL_TOKEN_API = {
  /** A key of the vault for one token, which the page seals before web is given it (decision 097). */
  makeSealingKey: {
    method: 'POST',
    path: '/internal/sealing-keys',
    request: z.strictObject({ session: sessionSchema, act: z.enum(SEALING_ACTS) }),
    answer: sealingKeySchema,
  },
  act: {
    method: 'POST',
    path: '/internal/personal-tokens/acts',
    request: z.strictObject({
      session: sessionSchema,
      act: personalTokenActSchema,
      stepUp: stepUpSchema.optional(),
    }),
    answer: personalTokenAnswerSchema,
  },
} as const;
