import { describe, expect, test } from 'vitest';
import { customerFlash } from './flash';
import { healthMessage, type Sentence } from './health';
import { receiptMessage } from './receipt';

const NOW = new Date('2026-11-23T14:00:00Z');
const EARLIER = new Date('2026-11-23T13:00:00Z');
const LATER = new Date('2026-11-23T20:00:00Z');
const active = {
  status: 'active',
  reason: null,
  isFrozen: false,
  lastCheck: 'healthy',
  lastCheckedAt: EARLIER,
  disconnectedAt: null,
} as const;

const plain = (sentence: Sentence) =>
  sentence.map((part) => (typeof part === 'string' ? part : part.toISOString())).join('');

describe('health', () => {
  test.each([
    [active, 'Connected', /^Working. Last checked 2026-11-23T13:00/],
    [{ ...active, lastCheck: null, lastCheckedAt: null }, 'Connected', /hasn’t been checked/],
    [{ ...active, lastCheck: 'unavailable' }, 'Connected', /Wise didn’t respond properly/],
    [{ ...active, isFrozen: true }, 'Paused', /Acme has paused/],
    [
      { ...active, status: 'needs_reconnect', reason: 'lost_at_wise' },
      'Needs reconnecting',
      /doesn’t tell us/,
    ],
    [{ ...active, status: 'needs_reconnect', reason: 'replaced' }, 'Needs reconnecting', /another sign-in/],
    [
      { ...active, status: 'needs_reconnect', reason: 'user_deactivated' },
      'Needs reconnecting',
      /account was deactivated/,
    ],
    [
      { ...active, status: 'disconnected', reason: 'customer', disconnectedAt: EARLIER },
      'Disconnected',
      /^You disconnected it on 2026/,
    ],
    [
      { ...active, status: 'disconnected', reason: 'staff', disconnectedAt: EARLIER, isFrozen: true },
      'Disconnected',
      /^Acme disconnected it on 2026/,
    ],
  ] as const)('%o is called %s', (connection, label, text) => {
    const health = healthMessage(connection, 'Acme');
    expect(health.label).toBe(label);
    expect(plain(health.text)).toMatch(text);
  });
});

test('whoever withdrew by other means reads how, when it arrived, and when the connection ended', () => {
  const ended = { ...active, status: 'disconnected', reason: 'customer', disconnectedAt: EARLIER } as const;
  const withdrawal = { channel: 'phone', receivedOn: new Date('2026-11-22') } as const;
  expect(plain(healthMessage(ended, 'Acme', withdrawal).text)).toBe(
    `You withdrew your consent by phone, received on 22 Nov 2026. Acme ended the connection on ${EARLIER.toISOString()}.`,
  );
});

describe('the receipt of a disconnect', () => {
  const ended = { endResult: 'pending', endedAt: null, tokenMayWorkUntil: LATER };
  const messageFor = (change: Partial<typeof ended> | { endedAt: Date; endResult: string }) => {
    const receipt = receiptMessage({ ...ended, ...change }, 'Acme', NOW);
    return { ...receipt, all: receipt.lines.map(plain).join(' ') };
  };

  test('says until when a token may work for as long as Wise has not confirmed', () => {
    for (const endResult of ['pending', 'unconfirmed']) {
      expect(messageFor({ endResult }).all).toContain(`may work until ${LATER.toISOString()}`);
    }
    expect(messageFor({ endResult: 'unconfirmed' }).all).toContain('didn’t confirm');
    expect(messageFor({ endResult: 'unconfirmed', tokenMayWorkUntil: EARLIER }).all).toContain(
      `expired on ${EARLIER.toISOString()}`,
    );
  });

  test('says "cancelled" only when it was, and then speaks of no token that may work', () => {
    const cancelled = messageFor({ endResult: 'cancelled', endedAt: NOW });
    expect(cancelled.title).toContain('cancelled at Wise');
    expect(cancelled.all).toContain(`cancelled at Wise on ${NOW.toISOString()}`);
    expect(cancelled.all).not.toContain('may work');
    expect(cancelled.all).toContain('can no longer use this Wise profile through this connection');
    for (const endResult of ['pending', 'unconfirmed', 'ended_at_wise', 'something new']) {
      expect(messageFor({ endResult }).all).not.toMatch(/was cancelled|can no longer use/);
    }
  });

  test('looks again by itself only while the end is being tried', () => {
    expect(messageFor({}).isPending).toBe(true);
    expect(messageFor({ endResult: 'cancelled' }).isPending).toBe(false);
    expect(messageFor({ endResult: 'unconfirmed' }).isPending).toBe(false);
  });
});

describe('what a form came to', () => {
  test('is said only in words of a closed list', () => {
    expect(customerFlash('recent', active)?.title).toBe('Checked a moment ago');
    for (const flash of ['<b>', 'constructor', '', undefined, ['recent']]) {
      expect(customerFlash(flash, active)).toBeUndefined();
    }
  });

  test('is not said when the connection does not bear it out', () => {
    const checked = { ...active, lastCheckedAt: NOW };
    expect(customerFlash('checked', checked, NOW)?.title).toBe('Checked');
    expect(customerFlash('checked', active, NOW)).toBeUndefined();
    expect(customerFlash('checked', { ...checked, lastCheck: 'unavailable' }, NOW)).toBeUndefined();
    expect(customerFlash('checked', { ...checked, status: 'needs_reconnect' }, NOW)).toBeUndefined();
    expect(customerFlash('disconnect-failed', { ...active, status: 'needs_reconnect' })).toBeDefined();
    expect(customerFlash('disconnect-failed', { ...active, status: 'disconnected' })).toBeUndefined();
  });
});
