import { setTimeout as sleep } from 'node:timers/promises';
import { customerToken } from '#lib/customers/current';
import { toAppError } from '#lib/errors/app-error';
import { webLog } from '#lib/http/log';
import { Secret } from '#lib/log/secret';
import { CALLBACK_WAIT_MS } from '#lib/vault-client/deadlines';
import { exchangeCode } from '#lib/vault-client/exchange-code';

const PAUSE_MS = 500;

type Handed = { attemptId: string; code: Secret; profileId: string | null };

/**
 * Gives the code to the vault and waits for an outcome, 10 s at most. A vault that is being started again is asked
 * once more: it, not we, knows whether the code was sent (design 4.2). How it went stands on the attempt's page.
 */
export async function handOver(request: Request, handed: Handed): Promise<void> {
  const session = {
    audience: 'customer',
    token: new Secret(customerToken(request.headers) ?? ''),
  } as const;
  const deadline = performance.now() + CALLBACK_WAIT_MS;
  while (performance.now() < deadline) {
    try {
      await exchangeCode({ session, ...handed });
      return;
    } catch (thrown) {
      const error = toAppError(thrown);
      const { attemptId } = handed;
      webLog().warn(
        { errorCode: error.code, why: error.message, attemptId },
        'the vault did not take a code',
      );
      if (error.code !== 'VAULT_UNAVAILABLE') return;
      await sleep(PAUSE_MS);
    }
  }
}
