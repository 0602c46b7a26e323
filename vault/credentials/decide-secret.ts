import type { Secret } from '#lib/log/secret';

/** What Wise made of a secret of ours; `unanswered`: it said nothing about it (an outage, a limit). */
export type Verdict = 'works' | 'refused' | 'unanswered';

export type Candidate = {
  secret: Secret;
  verdict: Verdict;
  /** For how long it has worked without a break. */
  worksForMs: number;
  isInUse: boolean;
};

/** Which secret calls carry from now on, and what is known of it. */
export type Decision = { secret: Secret; standing: 'works' | 'suspect' | 'refused' | 'unanswered' };

/**
 * Decides by what client-credentials calls have just said of each candidate, in the order of preference (the next one, the
 * current one, one that the settings no longer name). The one in use stays while it works, until a preferred one has worked
 * for `settleMs`: a new secret may not be known everywhere at Wise yet.
 */
export function decideSecret(candidates: readonly Candidate[], settleMs: number): Decision | undefined {
  const inUse = candidates.find((each) => each.isInUse);
  const working = candidates.filter(({ verdict }) => verdict === 'works');
  const settled = working.find((each) => each.isInUse || each.worksForMs >= settleMs);
  const isInUseWorking = inUse?.verdict === 'works';
  const chosen = isInUseWorking ? settled : (settled ?? working[0]);
  if (chosen !== undefined && inUse?.verdict !== 'unanswered')
    return { secret: chosen.secret, standing: 'works' };
  // No word about the one in use: it stays, though another one works.
  if (inUse === undefined) return undefined;
  if (inUse.verdict === 'unanswered') return { secret: inUse.secret, standing: 'unanswered' };
  const isAnyOpen = candidates.some(({ verdict }) => verdict === 'unanswered');
  return { secret: inUse.secret, standing: isAnyOpen ? 'suspect' : 'refused' };
}
