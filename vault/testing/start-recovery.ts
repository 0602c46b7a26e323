import { repeat } from '#lib/jobs/repeat';
import { startExchangeRecovery } from '#vault/exchanges/recover-exchanges';
import { revoke } from '#vault/grants/revoke';
import type { VaultContext } from '#vault/runtime/context';

/**
 * What brings every exchange to its end: the recovery, and of the refresh loop only that it revokes what exchanges left.
 * Nothing else is refreshed, so that a fault which a test injects meets the call that it was meant for.
 */
export function startRecovery(vault: VaultContext): () => Promise<void> {
  const stopRecovery = startExchangeRecovery(vault);
  const stopRevocation = repeat({
    work: () => revokeDue(vault),
    everyMs: vault.deadlines.loopMs,
    onError: (error) => vault.log.error({ err: error }, 'revocation failed'),
  });
  return async () => {
    await Promise.all([stopRecovery(), stopRevocation()]);
  };
}

async function revokeDue(vault: VaultContext): Promise<void> {
  const due = await vault.database.db.grant.findMany({
    where: { state: 'ending', attemptId: { not: null }, nextRefreshAt: { lte: new Date() } },
    select: { id: true },
  });
  await Promise.all(due.map(({ id }) => revoke(vault, id)));
}
