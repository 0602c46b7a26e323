/** What a connection's row says that a page's word may be held against. */
export type Row = { status: string; lastCheck: string | null; lastCheckedAt: Date | null };

/** As long as a check stands before Wise is asked again. */
const JUST_NOW_MS = 5 * 60_000;

/** Whether the last check found the connection healthy, just now: a reload an hour later no longer says so. */
export function wasJustHealthy({ status, lastCheck, lastCheckedAt }: Row, now: Date): boolean {
  if (status !== 'active' || lastCheck !== 'healthy' || lastCheckedAt === null) return false;
  return Math.abs(now.getTime() - lastCheckedAt.getTime()) < JUST_NOW_MS;
}

/**
 * Whether a word in the address of the staff's page agrees with the row. Anybody can send a colleague an address: it
 * must not show a lost connection as checked and healthy.
 */
export function isConsistent(word: string, row: Row & { frozenAt: Date | null }, now: Date): boolean {
  switch (word) {
    case 'healthy':
      return wasJustHealthy(row, now);
    case 'needs_reconnect':
    case 'disconnected':
      return row.status === word;
    case 'already-disconnected':
      return row.status === 'disconnected';
    case 'frozen':
    case 'now-frozen':
    case 'link-frozen':
      return row.status !== 'disconnected' && row.frozenAt !== null;
    case 'now-released':
      return row.status !== 'disconnected' && row.frozenAt === null;
    // what staff add stands below, and says so itself
    case 'note-added':
    case 'note-empty':
    case 'note-long':
    case 'note-withdrawn':
    case 'owner-changed':
    case 'owner-nobody':
      return true;
    default:
      // A vault that was silent may have disconnected all the same: then the receipt says so.
      return row.status !== 'disconnected';
  }
}
