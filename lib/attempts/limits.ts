/** Minutes a person has at Wise; the code itself lives as long (wise/oauth-and-tokens.md §1.4). */
export const ATTEMPT_MINUTES = 30;

/** Attempts of one customer that may be open at a time. */
export const MAX_OPEN_ATTEMPTS = 20;

/**
 * Seconds after its claim in which an attempt may be without an exchange row: the vault waits for an earlier exchange
 * of the same customer for up to 25 s. After that the code never reached the vault.
 */
export const HANDOVER_SECONDS = 45;
