/** Longer than every answer of the vault: its token call has 20 s, its check answers within 22 s (design 4.4). */
export const VAULT_DEADLINE_MS = 25_000;

/** The callback waits this long for an outcome before it goes to the attempt's page, which waits without JavaScript. */
export const CALLBACK_WAIT_MS = 10_000;

/** Before a customer is sent to Wise: a slow vault is better than none, and one that is gone says so at once. */
export const BEFORE_WISE_DEADLINE_MS = 8_000;

/** A probe: how long it waits for the vault, and for the database. */
export const HEALTH_DEADLINE_MS = 2_000;
