import { done, type Result, refused } from '#cli/place';
import { askAboutEach } from '#vault/credentials/ask-about-secrets';
import { fingerprintOf } from '#vault/credentials/fingerprint';
import { readLastLook, recordOldToBeDropped } from '#vault/credentials/last-look';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';

/**
 * The end of a rotation: once the next secret works and the vaults use it, says what to put where and what to revoke, and
 * leaves an audit row. Changes no setting: those are the operator's.
 */
export async function switchSecret(ctx: VaultContext, client: WiseClient, operator: string): Promise<Result> {
  const { config, secrets } = client;
  const name = `WISE_${config.environment === 'sandbox' ? 'SANDBOX' : 'PRODUCTION'}_CLIENT_SECRET`;
  const [current, next] = [secrets.named('current'), secrets.named('next')];
  if (current === undefined || next === undefined)
    return refused(
      `There is nothing to switch to: ${name}_NEXT is not set. Make a new secret in Wise's Developer Hub.`,
    );
  const [from, to] = [fingerprintOf(config, current), fingerprintOf(config, next)];
  if (from === to)
    return refused(`${name} and ${name}_NEXT are the same: empty ${name}_NEXT, and you are done.`);
  const verdict = (await askAboutEach(ctx, client))[to];
  if (verdict === 'refused')
    return refused(`Wise refuses ${name}_NEXT: compare it with Developer Hub. Nothing was changed.`);
  if (verdict !== 'works')
    return refused(`Wise gave no answer about ${name}_NEXT. Nothing was changed; try again.`);
  const look = await readLastLook(ctx, config);
  if (look?.usedFingerprint !== to)
    return refused(
      `Wise takes ${name}_NEXT, but the vaults do not use it yet. They do about a minute after they know it: run this again then.`,
    );
  await recordOldToBeDropped(ctx, config, { from, to, operator });
  return done(
    [
      `The vaults use ${name}_NEXT since ${look.usedSince.toISOString()}, and Wise takes it. In this order:`,
      `1. Every vault has to know it. If ${name}_NEXT is no file, each has to have been restarted with it.`,
      `2. Put its value in the place of ${name}, and empty ${name}_NEXT.`,
      "3. Revoke the old secret in Wise's Developer Hub.",
      '4. npm run credentials -- check',
    ].join('\n'),
  );
}
