import { sealedGrants } from '#vault/grants/sealed-grants';
import type { SealedTable } from '#vault/keys/sealed-table';
import { sealedPersonalTokens } from '#vault/personal-tokens/token-value';
import { sealedCodes } from '#vault/registrations/registration-code';
import { sealedOneTimeTokens } from '#vault/sca/challenge-row';

/** Every table with a wrapped data key; each owner says what its own is like. A test holds that none is missing. */
export const SEALED_TABLES: readonly SealedTable[] = [
  sealedGrants,
  sealedOneTimeTokens,
  sealedCodes,
  sealedPersonalTokens,
];
