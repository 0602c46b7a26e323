import 'server-only';
import { toAppError } from '#lib/errors/app-error';
import { webLog } from '#web/http/log';

/** What the vault says, or `unavailable` when it, or the database, does not answer: the page then says so. */
export async function vaultOrSilence<Answer>(
  what: string,
  ask: () => Promise<Answer>,
): Promise<Answer | 'unavailable'> {
  try {
    return await ask();
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== 'VAULT_UNAVAILABLE' && error.code !== 'DATABASE_UNAVAILABLE') throw error;
    webLog().warn({ err: error }, `${what} could not be read`);
    return 'unavailable';
  }
}
