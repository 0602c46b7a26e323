import type { Tx } from '#lib/db/client';
import type { Environment } from '#lib/env/wise';
import { addJob } from '#vault/jobs/jobs';
import type { VaultContext } from '#vault/runtime/context';
import { readEvent } from '#vault/wise/events/read-event';

/** A delivery whose signature was verified. */
export type Received = {
  environment: Environment;
  body: Buffer;
  digest: Buffer;
  isTest: boolean;
  /** The fingerprint of the key that made its signature. */
  signedBy: string;
};

export type Intake = {
  /**
   * Resolves when the delivery is committed: as a new event, or as another delivery of one that is there.
   *
   * @throws the database's error when it was not stored; nothing of it is kept then.
   */
  store(delivery: Received): Promise<void>;
};

type Waiting = { delivery: Received; resolve: () => void; reject: (error: unknown) => void };

/** Wise tries a delivery again for so long (docs/wise.md 12.3); less than the least WEBHOOK_RETENTION_DAYS. */
const RETRIED_FOR_DAYS = 14;
/** Deliveries in one transaction. */
const MOST_AT_ONCE = 500;
/** Deliveries that may wait for it: beyond that a sender is better told to come again. */
const MOST_WAITING = 5_000;

/**
 * Stores deliveries in groups: while one transaction is out, the next group gathers. One that comes alone goes at once. The
 * job that sorts them out is added in the same transaction.
 */
export function createIntake(ctx: Pick<VaultContext, 'database'>): Intake {
  const waiting: Waiting[] = [];
  let isBusy = false;

  async function work(): Promise<void> {
    isBusy = true;
    while (waiting.length > 0) {
      const group = waiting.splice(0, MOST_AT_ONCE);
      try {
        await storeGroup(
          ctx,
          group.map(({ delivery }) => delivery),
        );
        for (const { resolve } of group) resolve();
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    isBusy = false;
  }

  return {
    store: (delivery) =>
      new Promise((resolve, reject) => {
        if (waiting.length >= MOST_WAITING) {
          reject(new Error('too many deliveries wait to be stored'));
          return;
        }
        waiting.push({ delivery, resolve, reject });
        if (!isBusy) void work();
      }),
  };
}

type Row = Received & { key: string; deliveries: number };

async function storeGroup({ database }: Pick<VaultContext, 'database'>, group: readonly Received[]) {
  const rows = distinct(group);
  await database.db.$transaction(async (tx) => {
    const stored = await tx.$queryRaw<{ environment: Environment; digest: Uint8Array; isNew: boolean }[]>`
      INSERT INTO vault.webhook_events AS e (environment, digest, body, is_test, deliveries)
      SELECT * FROM unnest(${rows.map(({ environment }) => environment)}::public.environment[],
        ${rows.map(({ digest }) => digest)}::bytea[], ${rows.map(({ body }) => body)}::bytea[],
        ${rows.map(({ isTest }) => isTest)}::boolean[], ${rows.map(({ deliveries }) => deliveries)}::integer[])
      ON CONFLICT (environment, digest) DO UPDATE
        SET deliveries = e.deliveries + excluded.deliveries, last_received_at = now()
      RETURNING environment, digest, xmax = 0 AS "isNew"`;
    const added = new Set(stored.filter(({ isNew }) => isNew).map(keyOf));
    if (added.size === 0) return;
    await noteSignsOfLife(
      tx,
      rows.filter(({ key }) => added.has(key)),
    );
    await addJob(tx, 'webhooks.sort', {}, { key: 'webhooks.sort' });
  });
}

/**
 * Notes that Wise delivers (promise 15). Anybody who holds a signed body may send it again, and would hide that Wise has fallen
 * silent: so only one that is new here counts, and one that says an older time than Wise tries again does not.
 */
async function noteSignsOfLife(tx: Tx, rows: readonly Row[]): Promise<void> {
  const times = rows.map(({ body }) => {
    const event = readEvent(body);
    return (event?.sentAt ?? event?.occurredAt)?.text ?? null;
  });
  await tx.$executeRaw`
    INSERT INTO vault.webhook_watch AS w (environment, delivered_at, signed_by)
    SELECT DISTINCT ON (environment) environment, now(), signed_by
    FROM unnest(${rows.map(({ environment }) => environment)}::public.environment[], ${times}::timestamptz[],
      ${rows.map(({ signedBy }) => signedBy)}::text[]) AS of(environment, sent_at, signed_by)
    WHERE sent_at IS NULL OR sent_at > now() - ${RETRIED_FOR_DAYS}::int * interval '1 day'
    ORDER BY environment
    ON CONFLICT (environment) DO UPDATE SET delivered_at = now(), signed_by = excluded.signed_by
      WHERE w.delivered_at IS NULL OR w.delivered_at < now() - interval '5 seconds'`;
}

const keyOf = ({ environment, digest }: { environment: Environment; digest: Uint8Array }): string =>
  `${environment} ${Buffer.from(digest).toString('hex')}`;

/** One row for each body, in one order for everybody: two vaults that store the same ones must not wait for each other. */
function distinct(group: readonly Received[]): Row[] {
  const rows = new Map<string, Row>();
  for (const delivery of group) {
    const key = keyOf(delivery);
    const known = rows.get(key);
    if (known === undefined) rows.set(key, { ...delivery, key, deliveries: 1 });
    else known.deliveries += 1;
  }
  return [...rows.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}
