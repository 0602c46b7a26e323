import type { LiveGrant } from '#vault/grants/live-grant';

/** Closer than this, two clocks at Wise may disagree about which consent came last. */
const TOO_CLOSE_MS = 5 * 60_000;

/**
 * Which of two grants of one client × Wise user × profile is the live one: the later consent killed the
 * other (W3). `ask` when Wise's times cannot say: then one refresh of the newcomer decides (design 4.3).
 */
export function judgeRivals(newcomer: Date | null, existing: Date | null): 'newcomer' | 'existing' | 'ask' {
  if (newcomer === null || existing === null) return 'ask';
  const gapMs = newcomer.getTime() - existing.getTime();
  if (Math.abs(gapMs) < TOO_CLOSE_MS) return 'ask';
  return gapMs > 0 ? 'newcomer' : 'existing';
}

/** Whether a grant is still the one that was judged: another consent or refresh gives other times. */
export function isSameGrant(a: LiveGrant | undefined, b: LiveGrant | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.connectionId === b.connectionId &&
    a.wiseCreatedAt?.getTime() === b.wiseCreatedAt?.getTime() &&
    a.accessExpiresAt.getTime() === b.accessExpiresAt.getTime()
  );
}
