import { done, type Result, refused } from '#cli/place';
import { type TrialOutcome, trialsFor, tryPlayground } from '#vault/jose/playground';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';

/** Calls Wise's four playgrounds with the current keys, or with the next ones; a line for each call. */
export async function checkPlaygrounds(
  ctx: VaultContext,
  client: WiseClient,
  { isNext }: { isNext: boolean },
): Promise<Result> {
  const { signing, encryption } = await ctx.jose.of(client).keys();
  const at = isNext ? 1 : 0;
  // where only one of the two is being replaced, the other one stays
  const keys = { signing: signing[at] ?? signing[0], encryption: encryption[at] ?? encryption[0] };
  if (isNext && signing[1] === undefined && encryption[1] === undefined)
    return refused('No next key is set.');
  const lines: string[] = [];
  let isFine = true;
  for (const trial of trialsFor(keys.signing, keys.encryption)) {
    const isSigned = trial.method !== 'jwe';
    const needsEncryption = trial.method !== 'jws' && trial.playground !== 'jwe-direct-encryption';
    const isMissing =
      (isSigned && keys.signing === undefined) || (needsEncryption && keys.encryption === undefined);
    const outcome = isMissing ? undefined : await tryPlayground(ctx, client, trial);
    isFine &&= outcome?.kind === 'proved';
    lines.push(
      `${trial.name.padEnd(27)}  ${outcome === undefined ? 'no key of ours is set for it' : say(outcome)}`,
    );
  }
  return (isFine ? done : refused)(lines.join('\n'));
}

export function say(outcome: TrialOutcome): string {
  switch (outcome.kind) {
    case 'proved':
      return 'works';
    case 'refused':
      return `failed: ${outcome.why}`;
    case 'unavailable':
      return 'not known: no answer of Wise, no application token, or no key of Wise';
  }
}
