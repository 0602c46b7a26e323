import { type LiveGrant, lockLiveGrant } from '#vault/grants/live-grant';
import { unsettleGrants } from '#vault/grants/unsettle-grants';
import type { VaultContext } from '#vault/runtime/context';
import { commitConnection, type ProvedGrant } from './commit-connection';
import { finishExchange } from './finish-exchange';
import { joinWinner } from './join-winner';
import { judgeRivals } from './judge-rivals';
import { type Renewal, renewTokens } from './renew-tokens';
import { pauseWork, retryPauseMs, type Work, WorkLostError } from './work-lease';

/** Each time round, the live grant had changed under us; it does not do so for long. */
const MAX_ROUNDS = 5;

/**
 * At most one live grant per client × Wise user × profile, over all customers (design 4.3, promise 2): finds
 * the one that is there, lets the later consent win, and promotes or refuses the newcomer.
 *
 * @throws WorkLostError
 */
export async function settleRivalry(ctx: VaultContext, work: Work, first: ProvedGrant): Promise<void> {
  let proved = first;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const rival = await findRival(ctx, work, proved);
    if (rival !== undefined) {
      const fight = await judge(ctx, work, proved, rival);
      if (fight.kind === 'unavailable') return pauseWork(ctx, work, fight.pauseMs);
      if (fight.kind === 'lost') return lose(ctx, work, rival);
      proved = fight.proved;
    }
    if ((await commitConnection(ctx, work, proved, rival)) === 'connected') return;
  }
  await pauseWork(ctx, work, retryPauseMs(ctx, work));
}

function rivalsOf(work: Work, proved: ProvedGrant) {
  return {
    environment: work.environment,
    clientId: work.clientId,
    wiseUserId: proved.wiseUserId,
    profileId: proved.profile.profileId,
  };
}

function findRival(ctx: VaultContext, work: Work, proved: ProvedGrant): Promise<LiveGrant | undefined> {
  return ctx.database.db.$transaction((tx) => lockLiveGrant(tx, rivalsOf(work, proved)));
}

type Fight =
  | { kind: 'won'; proved: ProvedGrant }
  | { kind: 'lost' }
  | Extract<Renewal, { kind: 'unavailable' }>;

/**
 * Wise's times decide where they are clear. Else one refresh of the newcomer: a grant that was replaced
 * cannot be refreshed. Before it goes out the existing grant is unsettled, because it kills the access token
 * that is stored there: nothing is vended for it until this is decided and it is proved anew.
 */
async function judge(ctx: VaultContext, work: Work, proved: ProvedGrant, rival: LiveGrant): Promise<Fight> {
  const verdict = judgeRivals(proved.tokens.times.wiseCreatedAt, rival.wiseCreatedAt);
  if (verdict === 'newcomer') return { kind: 'won', proved };
  if (verdict === 'existing') return { kind: 'lost' };
  const unsettle = () => unsettleGrants(ctx.database.db, ctx, rivalsOf(work, proved));
  const renewal = await renewTokens(ctx, work, proved.tokens, unsettle);
  if (renewal.kind === 'renewed') return { kind: 'won', proved: { ...proved, tokens: renewal.tokens } };
  return renewal.kind === 'dead' ? { kind: 'lost' } : renewal;
}

/**
 * The newcomer's grant was replaced at Wise before we got here, so there is nothing to end. Where the winner
 * is this same customer's own connection (two tabs, finished in either order), that is what they wanted.
 */
async function lose(ctx: VaultContext, work: Work, rival: LiveGrant): Promise<void> {
  if (rival.customerId === work.customerId && (await joinWinner(ctx, work, rival.connectionId))) return;
  const ending = { state: 'refused', reason: 'replaced' } as const;
  const finish = { from: 'received', fence: work.fence, isDeadAtWise: true } as const;
  if (!(await finishExchange(ctx, work, ending, finish))) throw new WorkLostError();
}
