/** What staff may add to a connection by hand, in characters; CHECKs of the database hold the same (decision 068). */
export const NOTE_MAX_LENGTH = 2_000;
export const REASON_MAX_LENGTH = 500;

/** A connection that is put off for longer is forgotten. */
export const SNOOZE_MAX_DAYS = 366;

/** One link to reconnect in this time, per connection. */
export const RECONNECT_LINK_HOURS = 24;

/**
 * What came of asking for a link. `recent`: the last one is younger than `RECONNECT_LINK_HOURS`; `frozen` and `disconnected`: a
 * consent would not bring the connection back.
 */
export const RECONNECT_LINK_RESULTS = ['queued', 'recent', 'frozen', 'disconnected'] as const;
export type ReconnectLinkResult = (typeof RECONNECT_LINK_RESULTS)[number];

/** What came of a freeze or release. `unchanged`: somebody else was first. */
export const FREEZE_RESULTS = ['done', 'unchanged', 'disconnected'] as const;
export type FreezeResult = (typeof FREEZE_RESULTS)[number];

/** What came of giving a connection to somebody. `nobody`: that person cannot work on it (disabled, a viewer, unknown). */
export const ASSIGN_RESULTS = ['done', 'unchanged', 'nobody'] as const;
export type AssignResult = (typeof ASSIGN_RESULTS)[number];
