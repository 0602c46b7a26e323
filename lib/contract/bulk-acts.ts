import * as z from 'zod';
import { readUuid } from '../text/uuid';
import type { StaffAct } from './people';
import { writtenText } from './written-text';

/** What staff do to many connections at once (design 4.20); each is named like the act on one, whose rights it wants too. */
export const BULK_KINDS = [
  'freeze',
  'release',
  'disconnect',
  'check',
  'assign',
] as const satisfies StaffAct[];
export type BulkKind = (typeof BULK_KINDS)[number];

export function isBulkKind(value: unknown): value is BulkKind {
  return BULK_KINDS.some((kind) => kind === value);
}

/** Whether a second admin has to approve it where it is about many: what changes who is given tokens. */
export const WANTS_SECOND_PERSON: Readonly<Record<BulkKind, boolean>> = {
  freeze: true,
  release: true,
  disconnect: true,
  check: false,
  assign: false,
};

/**
 * `collecting`: its list is being made; `preview`: the list is complete and stays as it is; `waiting`: for the second person.
 * The CHECK of `vault.bulk_acts` has the same list.
 */
export const BULK_STATES = [
  'collecting',
  'preview',
  'waiting',
  'running',
  'paused',
  'cancelled',
  'finished',
] as const;
export type BulkState = (typeof BULK_STATES)[number];

/** What came of one connection. `unchanged`: it was so already. */
export const BULK_OUTCOMES = ['done', 'unchanged', 'refused'] as const;
export type BulkOutcome = (typeof BULK_OUTCOMES)[number];

/** Why one was refused. The CHECK of `vault.bulk_act_items` has the same list. */
export const BULK_REFUSALS = [
  /** There is no such connection any more. */
  'gone',
  'disconnected',
  'frozen',
  'needs_reconnect',
  /** The person that it was to be given to cannot work on it. */
  'nobody',
  /** Wise could not be asked. */
  'unavailable',
  /** Wise rejects our client credentials. */
  'client_refused',
  /** It failed on our side, for a reason that the vault's log has. */
  'failed',
] as const;
export type BulkRefusal = (typeof BULK_REFUSALS)[number];

/** Where the list came from. */
export const BULK_SOURCES = ['filter', 'selection'] as const;
export type BulkSource = (typeof BULK_SOURCES)[number];

/** No list is longer: to stop more than that, a hold is one row (design 4.20). */
export const BULK_MAX_CONNECTIONS = 100_000;
/** Connections that web names in one request. */
export const BULK_NAMED_AT_ONCE = 5_000;
/** A list that nobody has confirmed for so long is not done any more: too much may have changed. */
export const BULK_PREVIEW_MINUTES = 60;
export const BULK_REASON_MAX_LENGTH = 500;

const id = z.string().transform(readUuid).pipe(z.string());

/** The number that a person types to confirm: "1,234" and "1 234" are 1234. */
const typedCount = z
  .union([z.number(), z.string().max(20)])
  .transform((given) => Number(String(given).replace(/[\s,.'\u2019]/g, '')))
  .pipe(z.number().int().nonnegative());

/**
 * The acts that are approved with a passkey. Starting names everything that decides what is done: the list, which stays as it is
 * once it was previewed, how many connections it has, and what is done to them.
 */
const startSchema = z.strictObject({
  act: z.literal('bulk.start'),
  bulkActId: id,
  kind: z.enum(BULK_KINDS),
  count: typedCount,
  reason: writtenText(BULK_REASON_MAX_LENGTH),
});
export type StartBulkAct = z.output<typeof startSchema>;

export const BULK_ACT_SCHEMAS = [
  startSchema,
  z.strictObject({ act: z.literal('bulk.export'), bulkActId: id }),
] as const;

/** What a second admin approves too, where it is about many: the same text (design 4.19). */
export const BULK_TWO_PERSON_SCHEMAS = [startSchema] as const;

/** Those that are not: they stop something, or let go on what was approved. */
export const bulkActSchema = z.discriminatedUnion('act', [
  ...BULK_ACT_SCHEMAS,
  z.strictObject({ act: z.literal('bulk.pause'), bulkActId: id }),
  z.strictObject({ act: z.literal('bulk.resume'), bulkActId: id }),
  z.strictObject({ act: z.literal('bulk.cancel'), bulkActId: id }),
]);
export type BulkAct = z.output<typeof bulkActSchema>;
export type BulkActInput = z.input<typeof bulkActSchema>;

/** What came of an act on a list. */
export const BULK_RESULTS = [
  'started',
  /** Nothing is done before a second admin has approved it. */
  'waiting',
  /** The number that was typed is another than the list has. */
  'count',
  /** The list is too old. */
  'expired',
  'paused',
  'resumed',
  'cancelled',
  'exported',
  /** It was in another state by then. */
  'unchanged',
] as const;
export type BulkResult = (typeof BULK_RESULTS)[number];
