import * as z from 'zod';
import type { Tx } from '#lib/db/client';
import { ENVIRONMENTS } from '#lib/env/wise';
import type { VaultContext } from '#vault/runtime/context';

type Job = {
  /** Ids and names only: it stands in the database in plain text, and in the log when the job fails. */
  payload: z.ZodType<Record<string, unknown>>;
  /** After so many failed tries the job is given up. Pauses grow by e: 3 s, 7 s, 20 s, … 6 hours after the tenth. */
  maxAttempts: number;
};

/**
 * Every job there is. One that stands here without a handler (vault/job-handlers.ts) does not compile. Names stay: jobs
 * that wait in a database outlive an upgrade.
 */
export const JOBS = {
  /** Deletes a batch of the rows of one table that nobody needs any more. */
  'retention.sweep': { payload: z.object({ table: z.string() }), maxAttempts: 10 },
  /** Makes the partitions of the coming days. */
  'access_records.partitions': { payload: z.object({}), maxAttempts: 10 },
  /** Counts access records by connection, day, key and purpose. */
  'access_records.roll_up': { payload: z.object({}), maxAttempts: 3 },
  /** Drops days of access records that are old and counted. */
  'access_records.drop': { payload: z.object({}), maxAttempts: 10 },
  /** Counts what became of connections, by day. */
  'connections.count_days': { payload: z.object({}), maxAttempts: 3 },
  /** Tells customers of connections that nobody has used for a long time; the next job goes on after these. */
  'connections.tell_unused': { payload: z.object({ after: z.uuid().optional() }), maxAttempts: 5 },
  /** Sorts out what the webhook listener has stored. */
  'webhooks.sort': { payload: z.object({}), maxAttempts: 25 },
  /** Subscriptions, silence, what may be forgotten. */
  'webhooks.watch': { payload: z.object({}), maxAttempts: 3 },
  /** Asks Wise about every active connection of an environment. */
  'webhooks.catch_up': {
    payload: z.object({ environment: z.enum(ENVIRONMENTS), after: z.uuid().optional() }),
    maxAttempts: 25,
  },
  /** Sends events to the partner's endpoints. */
  'events.send': { payload: z.object({}), maxAttempts: 3 },
  /** Endpoints that take no events: an alarm. */
  'events.watch': { payload: z.object({}), maxAttempts: 3 },
  /** Tells the partner of consents that end soon. */
  'events.tell_expiring': { payload: z.object({}), maxAttempts: 3 },
  /** Forgets events to the partner that are old. */
  'events.forget': { payload: z.object({}), maxAttempts: 3 },
  /** Goes on with moving sealed records to another ring key, where somebody has asked for it. */
  'keys.rewrap': { payload: z.object({}), maxAttempts: 5 },
  /** Goes on with the erasure of customers, where staff have begun one. */
  'customers.erase': { payload: z.object({}), maxAttempts: 10 },
  /** Goes on with what the vault does of open incidents. */
  'incidents.work': { payload: z.object({}), maxAttempts: 5 },
  /** Works on one list of connections, where staff have started it; goes on where it stopped. */
  'bulk_acts.run': { payload: z.object({ bulkActId: z.uuid() }), maxAttempts: 25 },
  /** Goes on with lists that a vault left that died. */
  'bulk_acts.go_on': { payload: z.object({}), maxAttempts: 3 },
  /** Verifies new entries of the audit trail, and a slice of all of it again. */
  'audit.verify': { payload: z.object({}), maxAttempts: 3 },
  /** Signs the head of the audit trail, once a day. */
  'audit.head': { payload: z.object({}), maxAttempts: 3 },
  /** API keys that end soon, rotations that have ended, alarms of keys whose cause is over. */
  'api_keys.watch': { payload: z.object({}), maxAttempts: 3 },
} as const satisfies Record<string, Job>;

export type JobName = keyof typeof JOBS;
export type Payload<Name extends JobName> = z.output<(typeof JOBS)[Name]['payload']>;

const schemas: { readonly [Name in JobName]: { payload: z.ZodType<Payload<Name>> } } = JOBS;

/** @throws ZodError when it is not what the job wants */
export function parsePayload<Name extends JobName>(name: Name, raw: unknown): Payload<Name> {
  return schemas[name].payload.parse(raw);
}

/**
 * Does a job, with the vault's own pool. A job may run twice (its process died after the work and before the record of
 * it, or it outlived its limit), so it changes nothing the second time. Ends early when `signal` says so, and throws to be
 * tried again.
 */
export type JobHandler<Name extends JobName> = (
  ctx: VaultContext,
  payload: Payload<Name>,
  signal: AbortSignal,
) => Promise<void>;

export type JobHandlers = { readonly [Name in JobName]: JobHandler<Name> };

/** A job that is added again and again, once for all vaults together. */
export type ScheduledJob = {
  [Name in JobName]: {
    name: Name;
    payload: Payload<Name>;
    /** One that still waits under the same key is replaced, so that none pile up. */
    key: string;
    /** Minute, hour, day of the month, month, day of the week; in UTC. */
    cron: string;
  };
}[JobName];

/**
 * Adds a job in the caller's transaction: it runs after the commit, or never. A job that still waits under the same `key`
 * is replaced.
 */
export async function addJob<Name extends JobName>(
  tx: Pick<Tx, '$executeRaw'>,
  name: Name,
  payload: Payload<Name>,
  { key }: { key?: string } = {},
): Promise<void> {
  const text = JSON.stringify(parsePayload(name, payload));
  await tx.$executeRaw`
    SELECT vault.add_job(${name}::text, ${text}::json, ${JOBS[name].maxAttempts}::integer, ${key ?? null}::text)`;
}
