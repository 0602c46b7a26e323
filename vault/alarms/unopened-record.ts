import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import { isKeyUnknown } from '#vault/keys/key-ring';
import type { VaultContext } from '#vault/runtime/context';
import { tryRaiseAlarm } from './alarm';

/** A sealed record, as staff are told of it. */
export type SealedRecord = {
  /** null: of neither, as a key that files are sealed for. */
  environment: Environment | null;
  /** What names it in the log: `{ connectionId: … }`. */
  name: Readonly<Record<string, string>>;
  /** What it holds, for the log: "a personal token". */
  what: string;
};

type Parts = Pick<VaultContext, 'database' | 'log'>;

/**
 * The failure to tell when a record did not open, after the alarm that fits and a line in the log: a record that was changed,
 * or a key that this process lacks. The second says nothing against the record, so whoever meets it must leave the record alone.
 */
export async function tellUnopened(
  ctx: Parts,
  { environment, name, what }: SealedRecord,
  why: unknown,
): Promise<AppError> {
  const isKeyMissing = isKeyUnknown(why);
  await tryRaiseAlarm(ctx, isKeyMissing ? 'vault_key_missing' : 'record_refused', environment);
  ctx.log.error({ ...name, err: why }, `${what} could not be opened`);
  if (isKeyMissing) return why;
  return new AppError('RECORD_REFUSED', { log: `record of ${JSON.stringify(name)} refused`, cause: why });
}

/**
 * What `open` gives.
 *
 * @throws AppError RECORD_REFUSED, KEY_UNKNOWN, as `tellUnopened` tells them.
 */
export async function openOrTell<Value>(ctx: Parts, record: SealedRecord, open: () => Value): Promise<Value> {
  try {
    return open();
  } catch (error) {
    throw await tellUnopened(ctx, record, error);
  }
}
