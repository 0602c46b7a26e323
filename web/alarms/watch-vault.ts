import 'server-only';
import { repeat, type Stop } from '#lib/jobs/repeat';
import type { Logger } from '#lib/log/logger';
import { isVaultReady } from '#web/vault-client/vault-client';
import { type AlarmReporter, findOpenAlarm, reportAlarm } from './report-alarm';

const EVERY_MS = 5_000;

/** A vault that starts again answers sooner: nobody needs to hear of it. */
const PATIENCE_MS = 10_000;

type Watch = AlarmReporter & {
  log: Pick<Logger, 'info' | 'error' | 'warn'>;
  isReady?: () => Promise<boolean>;
  everyMs?: number;
  patienceMs?: number;
};

/**
 * Asks the vault beside this web whether it can do its work, for as long as this process lives: staff see an alarm while
 * it cannot. Never throws: while the database is away there is nowhere to raise it.
 *
 * @returns stops it.
 */
export function watchVault(watch: Watch): Stop {
  const { isReady = isVaultReady, everyMs = EVERY_MS, patienceMs = PATIENCE_MS } = watch;
  let silentSince: number | undefined;
  return repeat({
    work: async () => {
      const isUp = await isReady();
      silentSince = isUp ? undefined : (silentSince ?? performance.now());
      if (silentSince !== undefined && performance.now() - silentSince >= patienceMs) {
        await reportAlarm(watch, 'vault_unavailable', true);
      } else if (isUp && (await findOpenAlarm(watch.db, 'vault_unavailable')) !== undefined) {
        await reportAlarm(watch, 'vault_unavailable', false);
      }
    },
    everyMs,
    onError: (err) => watch.log.warn({ err }, 'the vault could not be watched'),
  });
}
