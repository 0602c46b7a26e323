import { AppError } from '#lib/errors/app-error';
import type { Db } from './client';

type Asking = Pick<Db, '$queryRaw'>;

/**
 * True when the database takes a write from us and commits it. A server that was switched to read-only, or a standby,
 * answers every SELECT; one whose synchronous standby is away, or whose disk is full, answers them too and never commits. So this
 * commits something: a message in the write-ahead log that nobody reads and no table keeps.
 *
 * @throws what the database throws when it cannot be reached, or does not commit within the pool's limit.
 */
export async function isWritable(db: Asking): Promise<boolean> {
  const rows = await db.$queryRaw<{ written: string | null }[]>`
    SELECT CASE WHEN current_setting('transaction_read_only') = 'off'
                THEN pg_logical_emit_message(true, 'connect-wise', 'writable')::text END AS written`;
  return typeof rows[0]?.written === 'string';
}

/**
 * For an act that cannot be taken back once it has begun, such as spending somebody's one-time code.
 *
 * @throws AppError DATABASE_UNAVAILABLE when the database takes no writes.
 */
export async function requireWritable(db: Asking): Promise<void> {
  if (await isWritable(db)) return;
  throw new AppError('DATABASE_UNAVAILABLE', { log: 'the database is read-only', retryAfterSeconds: 5 });
}
