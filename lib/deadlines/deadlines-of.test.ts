import { describe, expect, it } from 'vitest';
import type { ClientInventory } from '#lib/contract/inventory';
import { clientInventory } from '#lib/contract/testing/client-inventory';
import { type DeadlineFacts, deadlinesOf, endingSoon } from './deadlines-of';
import { nextVersionAfter } from './wise-dates';

const now = new Date('2026-11-28T12:00:00Z');
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000);

function client(environment: 'sandbox' | 'production', certificateEnds: Date | null): ClientInventory {
  const key = { use: 'sig' as const, alg: 'ES256', isInUse: true };
  return clientInventory({
    environment,
    certificate: certificateEnds && {
      commonName: 'acme',
      fingerprint: 'f',
      keyKind: 'EC P-256',
      validFrom: inDays(-300),
      validTo: certificateEnds,
      isRefused: false,
    },
    jose: {
      rules: 1,
      keys: [
        { ...key, kid: 'endless', slot: 'current', notAfter: null },
        { ...key, kid: `next-${environment}`, slot: 'next', notAfter: inDays(20) },
      ],
    },
  });
}

const secret = (name: string, slot: 'current' | 'next') => ({
  ...{ name, slot, isSet: true, verdict: 'works' as const, isInUse: false, fileChangedAt: null },
});

const inventory: DeadlineFacts = {
  clients: [client('production', inDays(61.5)), client('sandbox', inDays(-1))],
  listeners: [{ name: 'PARTNER_API_TLS_CERTIFICATE_FILE', validTo: inDays(14.5) }],
  apiKeys: [{ id: 'a1', name: 'Payments', expiresAt: inDays(60.9) }],
};

const own = (facts: DeadlineFacts, environment?: 'production') =>
  deadlinesOf(facts, now, environment).filter(({ isOfWise }) => !isOfWise);
const find = (facts: DeadlineFacts, kind: string, at = now) =>
  deadlinesOf(facts, at).filter((each) => each.kind === kind);
const withClient = (changes: Partial<ClientInventory>): DeadlineFacts => ({
  ...inventory,
  clients: [{ ...client('production', null), ...changes }],
});

it('lists what ends, what ends first before the rest, and says how near it is', () => {
  expect(own(inventory).map(({ kind, name, state, daysLeft }) => [kind, name, state, daysLeft])).toEqual([
    ['client_certificate', 'acme', 'over', 0],
    ['listener_certificate', 'PARTNER_API_TLS_CERTIFICATE_FILE', 'urgent', 14],
    ['jose_key', 'next-production', 'soon', 20],
    ['jose_key', 'next-sandbox', 'soon', 20],
    ['api_key', 'Payments (a1)', 'soon', 60],
    ['client_certificate', 'acme', 'later', 61],
  ]);
});

it('of one environment, with what belongs to both', () => {
  const endings = own(inventory, 'production');
  expect(endings.map(({ environment }) => environment)).toEqual([null, 'production', null, 'production']);
  expect(endingSoon(endings)).toHaveLength(3);
});

it('says of each in one sentence what to do, and why where there is no date', () => {
  for (const { toDo, at, why, daysLeft } of deadlinesOf(withClient({ apiVersion: '2026Q4' }), now)) {
    expect(toDo).toMatch(/^[A-Z].+\.$/);
    expect([why === null, daysLeft === null]).toEqual([at !== null, at === null]);
  }
});

describe('a client secret', () => {
  const secrets = [
    { ...secret('WISE_PRODUCTION_CLIENT_SECRET', 'current'), isInUse: true },
    secret('WISE_PRODUCTION_CLIENT_SECRET_NEXT', 'next'),
  ];

  it('is to be replaced when it has been in use for a year: the one in use alone', () => {
    expect(find(withClient({ secrets, inUseSince: inDays(-360) }), 'client_secret')).toMatchObject([
      { name: 'WISE_PRODUCTION_CLIENT_SECRET', at: inDays(5), daysLeft: 5, state: 'urgent' },
    ]);
    expect(find(withClient({ secrets, inUseSince: inDays(-366) }), 'client_secret')).toMatchObject([
      { state: 'over' },
    ]);
  });

  it('that no vault has seen at work has no date', () => {
    const unseen = secrets.map((each) => ({ ...each, isInUse: false }));
    const [found] = find(withClient({ secrets: unseen, inUseSince: inDays(-360) }), 'client_secret');
    expect(found).toMatchObject({ at: null, why: expect.any(String), daysLeft: null, state: 'unknown' });
    expect(endingSoon(found === undefined ? [] : [found])).toEqual([]);
  });
});

describe('what Wise sets a date for', () => {
  it('the next version is the latest from the first day of its quarter', () => {
    const nextAt = (text: string) => nextVersionAfter(new Date(text));
    expect(nextAt('2026-11-28T12:00:00Z')).toEqual({ name: '2027Q1', at: new Date('2027-01-01T00:00:00Z') });
    expect(nextAt('2026-09-30T23:59:59Z').name).toBe('2026Q4');
    expect(nextAt('2026-10-01T00:00:00Z').name).toBe('2027Q1');
    expect(nextAt('2028-02-29T12:00:00Z')).toEqual({ name: '2028Q2', at: new Date('2028-04-01T00:00:00Z') });
  });

  it('UUID tokens end on 7 January 2027, and that stays in the list when it is past', () => {
    expect(find(inventory, 'uuid_tokens')).toMatchObject([
      { daysLeft: 39, state: 'soon', environment: null },
    ]);
    const later = new Date('2027-01-07T00:00:00Z');
    expect(find(inventory, 'uuid_tokens', later)).toMatchObject([{ daysLeft: 0, state: 'over' }]);
  });

  it.each([
    ['', null, 'classic paths', 'unknown'],
    ['2026Q4', null, '2026Q4', 'unknown'],
    ['2026Q4', 'there', '2026Q4', 'unknown'],
    ['2026Q4', 'gone', '2026Q4', 'over'],
  ] as const)(
    'the version "%s" that a probe found %s has no date: %s, %s',
    (apiVersion, version, name, state) => {
      const probe = version && { at: now, reach: 'answers' as const, version, missing: [] };
      expect(find(withClient({ apiVersion, probe }), 'api_version')).toMatchObject([
        { name, state, at: null, why: expect.stringMatching(/Wise/) },
      ]);
    },
  );

  it('is nothing that Home counts: nobody here can put it off', () => {
    const ofWise = deadlinesOf(inventory, now).filter(({ isOfWise }) => isOfWise);
    expect(ofWise.map(({ kind }) => kind)).toEqual([
      ...['next_api_version', 'uuid_tokens', 'api_version', 'api_version', 'statement_approval'],
    ]);
    expect(endingSoon(ofWise)).toEqual([]);
  });
});
