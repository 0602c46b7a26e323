import type { Environment } from '#lib/env/wise';

/** Whose exchange it is; copied from the attempt when it began and never changed after. */
export type Exchange = {
  attemptId: string;
  customerId: string;
  environment: Environment;
  clientId: string;
  /** As the redirect said it: unsigned, so only a claim that the checks have to bear out (W5). */
  profileId: string | null;
};
