import type { Delivery } from '#emulator/kernel/store/webhooks/deliveries';

/** How a delivery went, in one line. */
export function deliveryWords(
  { state, attempts, nextAt, createdAt, subscription }: Delivery,
  now: number,
): string {
  const last = attempts.at(-1);
  const came = last && (last.status === null ? last.problem : `answered ${last.status}`);
  const tries = attempts.length > 1 ? `${attempts.length} attempts` : undefined;
  const next = nextAt === null ? undefined : `again in ${waitWords(nextAt - now)}`;
  const at = `${new Date(createdAt).toISOString().slice(11, 19)} UTC`;
  return [state, came, tries, next, subscription.url, at].filter((part) => part !== undefined).join(' · ');
}

function waitWords(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
