import 'server-only';
import { redirect, unstable_rethrow } from 'next/navigation';
import { asProblem } from './as-problem';
import { webLog } from './log';

/**
 * What a page reads before it renders. When that fails the browser goes to /unavailable, which says whether our records
 * are away or the mistake is ours, and leads back to `page`: an error thrown inside a page shows nothing at all without
 * JavaScript.
 */
export async function withUnavailablePage<Read>(page: string, read: () => Promise<Read>): Promise<Read> {
  try {
    return await read();
  } catch (thrown) {
    unstable_rethrow(thrown);
    const error = asProblem(thrown);
    webLog().error({ err: error, errorCode: error.code, page }, 'a page could not be read');
    const why = error.code === 'DATABASE_UNAVAILABLE' ? 'records' : 'mistake';
    redirect(`/unavailable?${new URLSearchParams({ why, return: page })}`);
  }
}
