import { z } from 'zod';

/** Users that a partner makes by API, where Wise's documents are silent or speak in two ways. */
export const signUpSettings = {
  /** Documented: 5 minutes. */
  claimCodeSeconds: z.number().min(0).max(630_720_000),
  /** In the 409 of an e-mail that is taken: as openapi.yml has them, or the e-mail alone and masked (the errors page). */
  takenEmailArguments: z.enum(['openapi', 'masked']),
  /** openapi.yml speaks of an *active* user at the sign-up, and of any user at `users/exists`. */
  closedAccountFreesEmail: z.boolean(),
  /** Documented is only that the registration code gets no more tokens. */
  takeOverEndsGrants: z.boolean(),
};

export const DEFAULT_SIGN_UP_SETTINGS = {
  claimCodeSeconds: 300,
  takenEmailArguments: 'openapi',
  closedAccountFreesEmail: false,
  takeOverEndsGrants: false,
} as const;

export const SIGN_UP_LABELS = {
  claimCodeSeconds: 'Links to take an account over live (seconds)',
  takenEmailArguments: 'The 409 of an e-mail that is taken shows',
  closedAccountFreesEmail: 'The e-mail of a closed account is free again',
  takeOverEndsGrants: 'Who takes the account over ends all its grants',
} satisfies Record<keyof typeof signUpSettings, string>;

export const SIGN_UP_CHOICES = {
  takenEmailArguments: {
    openapi: 'the e-mail and a class of Wise',
    masked: 'the e-mail, masked',
  } satisfies Record<z.infer<typeof signUpSettings.takenEmailArguments>, string>,
};
