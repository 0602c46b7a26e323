import { setTimeout as sleep } from 'node:timers/promises';
import { toAppError } from '#lib/errors/app-error';
import type { ErrorCode } from '#lib/errors/codes';
import { Secret } from '#lib/log/secret';
import { HANDOVER_TRIES_SECONDS } from '#web/attempts/limits';
import { customerToken } from '#web/customers/current';
import { webLog } from '#web/http/log';
import { CALLBACK_WAIT_MS } from '#web/vault-client/deadlines';
import { exchangeCode } from '#web/vault-client/exchange-code';

const PAUSE_MS = 500;
/** What passes by itself: the vault, or the vault's database, is away. */
const AWAY: ReadonlySet<ErrorCode> = new Set(['VAULT_UNAVAILABLE', 'DATABASE_UNAVAILABLE']);

type Handed = { attemptId: string; code: Secret; profileId: string | null };

/**
 * Gives the code to the vault and waits for an outcome, 10 s at most; how it went stands on the attempt's page. A vault
 * that is stopped or starting again is asked once more, if need be after the browser has its answer: only this process
 * has the code now, and the vault, not we, knows whether it was sent (design 4.2).
 */
export async function handOver(request: Request, handed: Handed): Promise<void> {
  const token = new Secret(customerToken(request.headers) ?? '');
  const waiting = new AbortController();
  const handing = keepTrying(token, handed).finally(() => waiting.abort());
  const patience = sleep(CALLBACK_WAIT_MS, undefined, { signal: waiting.signal }).catch(() => undefined);
  await Promise.race([handing, patience]);
}

async function keepTrying(token: Secret, handed: Handed): Promise<void> {
  const until = performance.now() + HANDOVER_TRIES_SECONDS * 1_000;
  do {
    try {
      await exchangeCode({ session: { audience: 'customer', token }, ...handed });
      return;
    } catch (thrown) {
      const error = toAppError(thrown);
      const { attemptId } = handed;
      webLog().warn(
        { errorCode: error.code, why: error.message, attemptId },
        'the vault did not take a code',
      );
      if (!AWAY.has(error.code)) return;
      await sleep(PAUSE_MS);
    }
  } while (performance.now() < until);
}
