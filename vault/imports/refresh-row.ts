import type { Secret } from '#lib/log/secret';
import { tokenTimes } from '#vault/grants/store-tokens';
import { newDataKey } from '#vault/keys/sealed-record';
import { callTokenEndpoint } from '#vault/limits/apply-backoff';
import { maySend, readClocks } from '#vault/runtime/clocks';
import type { VaultContext } from '#vault/runtime/context';
import { retryWrite } from '#vault/runtime/retry-write';
import type { WiseClient } from '#vault/wise/client';
import type { WiseTokens } from '#vault/wise/outcomes';
import { type Claim, claimRow, type ImportRow, refuseSent, releaseRow, storeAnswer } from './import-row';

/** What keeps an import from going on now; the rows stay as they are. */
export type Obstacle = 'client_refused' | 'rate_limited' | 'unavailable' | 'answer_outstanding';

/**
 * Refreshes one grant, once: with the token of the file, or with the one that Wise gave for it before. That it is sent is
 * committed before, the answer before anything else. The caller has a permit of the deployment's rate.
 *
 * @param held the newest refresh token there is, and which version of ours it is; 0n: it is the file's.
 */
export async function refreshRow(
  ctx: VaultContext,
  wise: WiseClient,
  row: ImportRow,
  held: { refresh: Secret; version: bigint },
): Promise<'done' | Obstacle> {
  const startedAt = readClocks();
  // made before: that the answer can be sealed is known then
  const dataKey = newDataKey(ctx.ring);
  const claim = await claimRow(ctx, row.id);
  if (claim === undefined) return 'answer_outstanding';
  // stopped between commit and call (SIGSTOP): somebody else may have claimed it by now
  if (!maySend(ctx.deadlines, startedAt)) return giveBack(ctx, row, claim, 'answer_outstanding');
  const { outcome } = await callTokenEndpoint(ctx, wise, () => wise.refresh(held.refresh));
  switch (outcome.kind) {
    case 'tokens': {
      const tokens = withRefresh(outcome.tokens, held.refresh);
      const isRotated = tokens.refresh.reveal() !== held.refresh.reveal();
      const times = tokenTimes(tokens, claim.sentAt);
      const answer = { ...tokens, version: held.version + 1n, times };
      const isStored = await retryWrite(ctx, 'import-answer', () =>
        ctx.database.db.$transaction((tx) => storeAnswer(tx, row, answer, dataKey, isRotated)),
      );
      if (!isStored) ctx.log.warn({ importRow: row.id }, 'a later answer of Wise was stored already');
      return 'done';
    }
    case 'grant_refused':
    case 'request_refused':
      await refuseSent(ctx, row.id, claim);
      return 'done';
    case 'client_refused':
    case 'rate_limited':
      return giveBack(ctx, row, claim, outcome.kind);
    case 'not_sent':
      return giveBack(ctx, row, claim, outcome.ourFault === 'client' ? 'client_refused' : 'unavailable');
    case 'certificate_refused':
      return giveBack(ctx, row, claim, 'unavailable');
    case 'unknown':
      // it may have acted: asked again once it no longer can (`findWork`)
      return 'answer_outstanding';
  }
}

const withRefresh = (tokens: WiseTokens, held: Secret): WiseTokens & { refresh: Secret } => ({
  ...tokens,
  refresh: tokens.refresh ?? held,
});

async function giveBack(
  ctx: VaultContext,
  row: ImportRow,
  claim: Claim,
  obstacle: Obstacle,
): Promise<Obstacle> {
  await releaseRow(ctx, row.id, claim);
  return obstacle;
}
