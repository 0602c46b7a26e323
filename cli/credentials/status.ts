import { done, type Result, refused } from '#cli/place';
import { describeSecrets } from '#vault/credentials/describe-secrets';
import { readLastLook } from '#vault/credentials/last-look';
import type { VaultContext } from '#vault/runtime/context';
import { type ClientFacts, clientLines, isEachWorking } from './describe';

/** What the vaults found out last. Asks nobody. */
export async function showStatus(ctx: VaultContext, { isJson }: { isJson: boolean }): Promise<Result> {
  const clients: ClientFacts[] = [];
  for (const client of ctx.wise.all) {
    const { environment, clientId } = client.config;
    const look = await readLastLook(ctx, client.config);
    clients.push({
      ...{ environment, clientId },
      secrets: describeSecrets(client, {
        verdicts: look?.verdicts ?? {},
        usedFingerprint: look?.usedFingerprint,
      }),
      askedAt: look?.checkedAt.toISOString() ?? null,
      inUseSince: look?.usedSince.toISOString() ?? null,
    });
  }
  const text = isJson ? JSON.stringify({ clients }, null, 2) : clients.flatMap(clientLines).join('\n');
  return isEachWorking(clients) ? done(text) : refused(text);
}
