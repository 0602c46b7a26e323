import type { ComponentProps } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { ConnectionFacts, WiseFacts } from './connection-facts';
import { Health } from './health';
import { OwnAccounts } from './own-accounts';

type OwnAccount = ComponentProps<typeof OwnAccounts>['accounts'][number];
type StaffConnection = ComponentProps<typeof WiseFacts>['connection'];

const since = new Date('2026-11-05T10:00Z');

const own = (state: OwnAccount['state']) => {
  const profile = { profileId: '71', profileType: 'business', profileName: 'Test <b>' } as const;
  const accounts = [{ id: '1', environment: 'sandbox', country: null, ...profile, state, since } as const];
  return renderToStaticMarkup(<OwnAccounts accounts={accounts} timeZone="UTC" />);
};

describe('the partner’s own accounts', () => {
  it.each([
    ['active', 'In use', 'Since '],
    ['refused', 'Rejected by Wise', 'Rejected since '],
  ] as const)('one that is %s says so, with its environment, profile and time', (state, word, from) => {
    for (const text of [word, from, 'Sandbox', '71', 'Test &lt;b&gt;', '5 Nov'])
      expect(own(state)).toContain(text);
  });

  it('none is no section', () => {
    expect(renderToStaticMarkup(<OwnAccounts accounts={[]} timeZone="UTC" />)).toBe('');
  });
});

describe('the account of a connection', () => {
  const connectionWith = (
    registration: StaffConnection['registration'],
    connectedInApp = false,
    match: StaffConnection['match'] = null,
  ): StaffConnection => ({
    id: '1',
    status: 'active',
    reason: null,
    environment: 'production',
    clientId: 'client',
    wiseUserId: '7',
    profileId: '1',
    profileType: 'personal',
    profileName: 'Ada',
    frozenAt: null,
    createdAt: since,
    connectedAt: since,
    connectedInApp,
    match,
    statusChangedAt: since,
    lastCheckedAt: null,
    lastCheck: null,
    checkAgainAt: null,
    disconnectedAt: null,
    endResult: null,
    endedAt: null,
    tokenMayWorkUntil: null,
    tokenMayWork: false,
    money: { state: 'no_restriction_known', reasons: [] },
    canVerify: false,
    registration,
    customer: { id: '1', name: null, email: 'ada@example.com', accounts: [] },
  });
  const shown = (registration: StaffConnection['registration']) =>
    renderToStaticMarkup(<WiseFacts connection={connectionWith(registration)} timeZone="UTC" />);

  it.each([
    ['connected', 'Made by us, not taken over yet'],
    ['claimed', 'Made by us, taken over by the customer'],
    ['closed', 'Made by us, disconnected before the customer took it over'],
  ] as const)('made by us and %s', (state, words) => {
    expect(shown({ state, since })).toContain(words);
  });

  it('that the customer made has no word on it', () => {
    expect(shown(null)).not.toContain('Made by us');
  });

  it.each([true, false])('connected in the partner’s own app: %s, its last consent says so', (inApp) => {
    const connection = connectionWith(null, inApp);
    const facts = renderToStaticMarkup(
      <ConnectionFacts connection={connection} withdrawal={null} reference="K7QF" timeZone="UTC" />,
    );
    expect(facts.includes('Connected in your app')).toBe(inApp);
  });

  it.each([
    [null, '', ''],
    [{ verdict: 'match', facts: ['date_of_birth'] }, 'Yes, by date of birth', ''],
    [
      { verdict: 'mismatch', facts: ['date_of_birth', 'name'] },
      'No, by date of birth and name',
      'This may not be the customer’s own Wise profile',
    ],
    [{ verdict: 'unknown', facts: [] }, 'Not known', 'Nobody has checked whose Wise profile this is'],
  ] as const)(
    'compared with the customer: %j, staff read it, and what needs attention stands above',
    (match, fact, notice) => {
      const connection = connectionWith(null, false, match);
      const [facts, health] = [
        renderToStaticMarkup(<WiseFacts connection={connection} timeZone="UTC" />),
        renderToStaticMarkup(<Health connection={connection} withdrawal={null} timeZone="UTC" />),
      ];
      expect(facts.includes('The customer’s own')).toBe(match !== null);
      expect(facts).toContain(fact);
      expect(health).toContain(notice);
      expect(health.includes('Wise profile')).toBe(notice !== '');
    },
  );
});
