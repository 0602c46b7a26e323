import { expect, test } from 'vitest';
import { isConsistent, type Row } from './flash-consistency';

const NOW = new Date('2026-11-23T14:00:00Z');
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
type Frozen = Row & { frozenAt: Date | null };
const healthy: Frozen = {
  status: 'active',
  lastCheck: 'healthy',
  lastCheckedAt: minutesAgo(1),
  frozenAt: null,
};
const frozen: Frozen = { ...healthy, frozenAt: minutesAgo(1) };

test.each<[string, string, Frozen, boolean]>([
  ['frozen, and it is', 'now-frozen', frozen, true],
  ['frozen, but it is not', 'now-frozen', healthy, false],
  ['released, and it is', 'now-released', healthy, true],
  ['released, but it is frozen', 'now-released', frozen, false],
  ['a note, of a connection that is over', 'note-added', { ...healthy, status: 'disconnected' }, true],
  ['healthy, just checked', 'healthy', healthy, true],
  ['healthy, checked long ago', 'healthy', { ...healthy, lastCheckedAt: minutesAgo(60) }, false],
  ['healthy, never checked', 'healthy', { ...healthy, lastCheckedAt: null }, false],
  ['healthy, Wise was away', 'healthy', { ...healthy, lastCheck: 'unavailable' }, false],
  ['healthy, but lost', 'healthy', { ...healthy, status: 'needs_reconnect' }, false],
  ['lost, and it is', 'needs_reconnect', { ...healthy, status: 'needs_reconnect' }, true],
  ['lost, but it is active', 'needs_reconnect', healthy, false],
  ['disconnected before, and it is', 'already-disconnected', { ...healthy, status: 'disconnected' }, true],
  ['disconnected before, but it is active', 'already-disconnected', healthy, false],
  ['disconnected, but it is active', 'disconnected', healthy, false],
  ['not disconnected, but it is', 'disconnect-failed', { ...healthy, status: 'disconnected' }, false],
  ['not disconnected, and it is not', 'disconnect-failed', healthy, true],
])('an address that says "%s" is believed only as far as the row goes', (_case, word, row, isSaid) => {
  expect(isConsistent(word, row, NOW)).toBe(isSaid);
});
