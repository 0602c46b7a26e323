import * as z from 'zod';
import { setting } from './setting';

/** Users that a partner makes by API, where Wise's documents are silent or speak in two ways. */
export const signUpSettings = {
  /** Documented: 5 minutes. */
  claimCodeSeconds: setting({
    description: 'Links to take an account over live (seconds)',
    default: 300,
    schema: z.number().min(0).max(630_720_000),
  }),
  /** In the 409 of an e-mail that is taken: as openapi.yml has them, or the e-mail alone and masked (the errors page). */
  takenEmailArguments: setting({
    description: 'The 409 of an e-mail that is taken shows',
    default: 'openapi',
    schema: z.enum(['openapi', 'masked']),
    choices: {
      openapi: 'the e-mail and a class of Wise',
      masked: 'the e-mail, masked',
    },
  }),
  /** openapi.yml speaks of an *active* user at the sign-up, and of any user at `users/exists`. */
  closedAccountFreesEmail: setting({
    description: 'The e-mail of a closed account is free again',
    default: false,
    schema: z.boolean(),
  }),
  /** Documented is only that the registration code gets no more tokens. */
  takeOverEndsGrants: setting({
    description: 'Who takes the account over ends all its grants',
    default: false,
    schema: z.boolean(),
  }),
};
