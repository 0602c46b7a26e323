/** How long a customer stays signed in. Enforced in SQL by the database's clock, in web and vault alike. */
export const CUSTOMER_SESSION = {
  /** Ends after this long without a request. */
  idleMinutes: 30,
  /** Ends after this long whatever happens. */
  absoluteMinutes: 8 * 60,
  /** Connect, reconnect and disconnect want a sign-in that is younger than this. */
  recentMinutes: 30,
} as const;
