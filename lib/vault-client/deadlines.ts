/** Longer than every answer of the vault: its token call has 20 s, its check answers within 22 s (design 4.4). */
export const VAULT_DEADLINE_MS = 25_000;

/** The callback waits this long for an outcome before it goes to the attempt's page, which waits without JavaScript. */
export const CALLBACK_WAIT_MS = 10_000;

/** A page that only wants to know whether the vault is there. */
export const HEALTH_DEADLINE_MS = 2_000;
