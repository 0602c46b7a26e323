import { done, type Result, refused } from '#cli/place';
import { askAboutEach } from '#vault/credentials/ask-about-secrets';
import { describeSecrets } from '#vault/credentials/describe-secrets';
import { readLastLook } from '#vault/credentials/last-look';
import type { VaultContext } from '#vault/runtime/context';
import { type ClientFacts, clientLines, isEachWorking } from './describe';

/** Asks Wise about every secret now, by client-credentials calls. */
export async function checkSecrets(ctx: VaultContext, { isJson }: { isJson: boolean }): Promise<Result> {
  const clients: ClientFacts[] = [];
  for (const client of ctx.wise.all) {
    const { environment, clientId } = client.config;
    const verdicts = await askAboutEach(ctx, client);
    const look = await readLastLook(ctx, client.config);
    clients.push({
      ...{ environment, clientId },
      secrets: describeSecrets(client, { verdicts, usedFingerprint: look?.usedFingerprint }),
      askedAt: new Date().toISOString(),
      inUseSince: look?.usedSince.toISOString() ?? null,
    });
  }
  const text = isJson ? JSON.stringify({ clients }, null, 2) : clients.flatMap(clientLines).join('\n');
  return isEachWorking(clients) ? done(text) : refused(text);
}
