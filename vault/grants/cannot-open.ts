import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import { isKeyUnknown } from '#vault/keys/key-ring';
import type { VaultContext } from '#vault/runtime/context';
import { alarm } from './alarms';

/** An operator has to mend it: asking more often does not help. */
const MISSING_KEY_RETRY_SECONDS = 60;

/**
 * The failure to tell when a record did not open, after the alarm that fits: a record that was changed, or a key that
 * this process lacks. The second says nothing against the record, so whoever meets it must leave the record alone.
 */
export async function cannotOpen(
  ctx: VaultContext,
  record: { connectionId: string; environment: Environment },
  why: unknown,
): Promise<AppError> {
  const { connectionId, environment } = record;
  const isKeyMissing = isKeyUnknown(why);
  await alarm(ctx, isKeyMissing ? 'vault_key_missing' : 'record_refused', environment);
  ctx.log.error({ connectionId, err: why }, 'a stored record could not be opened');
  if (isKeyMissing)
    return new AppError('KEY_UNKNOWN', { cause: why, retryAfterSeconds: MISSING_KEY_RETRY_SECONDS });
  return new AppError('RECORD_REFUSED', { log: `record of connection ${connectionId} refused`, cause: why });
}
