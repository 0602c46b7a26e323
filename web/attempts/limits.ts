/** Minutes a person has at Wise; the code itself lives as long (docs/wise.md 1.4). */
export const ATTEMPT_MINUTES = 30;

/** Attempts of one customer that may be open at a time. */
export const MAX_OPEN_ATTEMPTS = 20;

/**
 * Seconds after its claim in which an attempt may be without an exchange row: web's last try, and the vault's wait for
 * an earlier exchange of the same customer (25 s). After that the code is nowhere any more.
 */
export const SUBMISSION_SECONDS = 65;
