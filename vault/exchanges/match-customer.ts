import type { Match } from '#lib/contract/matching';
import type { ReceivedLease } from '#vault/grants/received-grant';
import type { VaultContext } from '#vault/runtime/context';
import type { ProvedGrant } from './check-grant';
import { compareFacts } from './compare-facts';
import { readExpectedFacts } from './expected-facts';
import { finishReceived } from './finish-exchange';

/** A grant that may be connected, with what came of the comparison: null where none was made. */
export type MatchedGrant = ProvedGrant & { match: Match | null };

/**
 * Is the profile the customer's own? By MATCH_POLICY nobody asks, or the verdict is kept with the connection, or only a match is
 * connected (decision 094). A Wise user whom the partner made is not compared: the profile has what the partner itself said.
 *
 * @returns undefined when the exchange has ended.
 * @throws LeaseLostError
 */
export async function matchCustomer(
  ctx: VaultContext,
  lease: ReceivedLease,
  proved: ProvedGrant,
): Promise<MatchedGrant | undefined> {
  const policy = ctx.env.MATCH_POLICY;
  if (policy === 'off' || lease.registrationId !== null) return { ...proved, match: null };
  const match = compareFacts(await readExpectedFacts(ctx, lease), proved.profile.facts);
  if (policy === 'flag' || match.verdict === 'match') return { ...proved, match };
  const reason = match.verdict === 'mismatch' ? 'identity_mismatch' : 'identity_unknown';
  await finishReceived(ctx, lease, { state: 'refused', reason }, { wiseUserId: proved.wiseUserId });
  return undefined;
}
