import 'server-only';
import { toAppError } from '#lib/errors/app-error';
import { seeOther } from './answer';
import { webLog } from './log';

/**
 * Runs an act of the vault. When the vault does not answer, nobody knows yet whether it was done: the page at `failedTo` says so,
 * and shows how things are.
 *
 * @throws whatever else `run` throws
 */
export async function answerVaultSilence(
  { failedTo, act }: { failedTo: string; act: string },
  run: () => Promise<Response>,
): Promise<Response> {
  try {
    return await run();
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.code !== 'VAULT_UNAVAILABLE') throw error;
    webLog().error({ err: error, act }, 'the vault did not answer');
    return seeOther(failedTo);
  }
}
