import { z } from 'zod';

/** Users that a partner makes by API, where Wise's documents are silent or speak in two ways. */
export const signUpSettings = {
  /** Documented: 5 minutes. */
  claimCodeSeconds: z.number().min(0).max(630_720_000),
  /** In the 409 of an e-mail that is taken: as openapi.yml has them, or the e-mail alone and masked (the errors page). */
  takenEmailArguments: z.enum(['openapi', 'masked']),
  /** Documented is only that the registration code gets no more tokens. */
  takeOverEndsGrants: z.boolean(),
};

export const DEFAULT_SIGN_UP_SETTINGS = {
  claimCodeSeconds: 300,
  takenEmailArguments: 'openapi',
  takeOverEndsGrants: false,
} as const;

export const SIGN_UP_LABELS = {
  claimCodeSeconds: 'Links to take an account over live (seconds)',
  takenEmailArguments: 'The 409 of an e-mail that is taken shows',
  takeOverEndsGrants: 'Who takes the account over ends all its grants',
} satisfies Record<keyof typeof signUpSettings, string>;

export const SIGN_UP_CHOICES = {
  takenEmailArguments: {
    openapi: 'the e-mail and a class of Wise',
    masked: 'the e-mail, masked',
  } satisfies Record<z.infer<typeof signUpSettings.takenEmailArguments>, string>,
};
