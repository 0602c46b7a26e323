import { describe, expect, it } from 'vitest';
import { readOpenapi } from '#contract/openapi';
import { Validators } from '#contract/validators';
import { ADA, CLIENT } from '#testing/emulator-for-tests';
import { CLIENT_KEY, webhookPartner } from '#testing/webhook-partner';
import { TELLINGS } from './event-data';
import { EVENT_TYPES } from './event-types';

const partner = webhookPartner();
const { receiver } = partner;

const IN_SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const IN_MILLISECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const LONG_TRANSFER = '9007199254740993100';

type Body = {
  subscription_id: string;
  event_type: string;
  schema_version: string;
  data: object;
  sent_at: string;
};

const act = (name: string) => partner.control('POST', `/users/${ADA.userId}/${name}`);
const append = (facts: object) => {
  const { state } = partner.get();
  state.log.append(facts as never, state.clock.now());
};
const balanceChanges = (transactionType: 'credit' | 'debit') =>
  append({
    type: 'balance.changed',
    balanceId: '111',
    profileId: ADA.profileId,
    transactionType,
    amount: '70.10',
    currency: 'GBP',
    balanceAfter: '90071992547409931.23',
    stepId: 1234567,
    channel: 'TRANSFER',
    transferReference: 'BNK-1234567',
  });

const TRANSFER = {
  resource: { type: 'transfer', id: 111, profile_id: 30000001, account_id: 333 },
  current_state: 'processing',
  previous_state: 'incoming_payment_waiting',
};
const BALANCE = {
  resource: { id: 111, profile_id: 30000001, type: 'balance-account' },
  amount: 70.1,
  balance_id: 111,
  channel_name: 'TRANSFER',
  currency: 'GBP',
  step_id: 1234567,
  transaction_type: 'credit',
  transfer_reference: 'BNK-1234567',
};

type Row = { type: string; version: string; cause: () => unknown; data: object };

/** The documented shape of each event that is told (guides/developer/webhooks/event-types; openapi.yml, `webhooks`). */
const DOCUMENTED: readonly Row[] = [
  ...['2.0.0', '4.0.0'].map((version) => ({
    type: 'transfers#state-change',
    version,
    cause: () => partner.transferMoves(),
    data: TRANSFER,
  })),
  ...['3.0.0', '4.0.0'].map((version) => ({
    type: 'balances#update',
    version,
    cause: () => balanceChanges('credit'),
    data: BALANCE,
  })),
  {
    type: 'profiles#verification-state-change',
    version: '2.0.0',
    cause: () => append({ type: 'profile.verification_changed', ...ADA, state: 'verified' }),
    data: { resource: { type: 'profile', id: 30000001 }, current_state: 'verified' },
  },
  ...['2.0.0', '4.0.0'].map((version) => ({
    type: 'profiles#state-change',
    version,
    cause: () => act('limit-to-withdrawals'),
    data: { resource: { type: 'profile', id: 30000001 }, current_state: 'WITHDRAW_ONLY' },
  })),
  {
    type: 'kyc-reviews#state-change',
    version: '2.0.0',
    cause: () => act('ask-for-documents'),
    data: {
      resource: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        state: 'WAITING_CUSTOMER_INPUT',
        profileId: 30000001,
        requiredBy: null,
        createdAt: expect.stringMatching(IN_MILLISECONDS),
        updatedAt: expect.stringMatching(IN_MILLISECONDS),
        triggerReferences: [{ type: 'INFO_REQUEST', triggerData: {} }],
      },
    },
  },
  {
    type: 'users#state-change',
    version: '2.0.0',
    cause: () => act('deactivate'),
    data: {
      resource: { id: 10000001, type: 'user' },
      previous_state: 'ACTIVE',
      current_state: 'DEACTIVATED',
      deactivation_type: 'ACCOUNT_SUSPENSION',
      deactivation_reason: 'REQUESTED_BY_CUSTOMER_CS',
    },
  },
];

describe('each event as documented', () => {
  it.each(DOCUMENTED)('$type $version', async ({ type, version, cause, data }) => {
    await partner.connect();
    const { id } = await partner.subscribeApp({ trigger_on: type, version });
    await cause();
    const [{ body: text } = { body: '' }] = await receiver.until(1);
    const body = JSON.parse(text) as Body;
    const time = expect.stringMatching(version === '4.0.0' ? IN_MILLISECONDS : IN_SECONDS);
    expect(body).toEqual({
      data: {
        ...data,
        occurred_at: time,
        ...(type === 'balances#update' ? { post_transaction_balance_amount: expect.any(Number) } : {}),
      },
      subscription_id: id,
      event_type: type,
      schema_version: version,
      sent_at: time,
    });
    expect(mismatches(body)).toEqual([]);
  });

  it('no digit of an id or an amount is lost', async () => {
    await partner.connect();
    await partner.subscribeApp({ trigger_on: 'transfers#state-change' });
    await partner.subscribeApp({ trigger_on: 'balances#update', version: '4.0.0' });
    partner.transferMoves({ transferId: LONG_TRANSFER });
    balanceChanges('credit');
    const bodies = (await receiver.until(2)).map(({ body }) => body).join();
    expect(bodies).toContain(`"id":${LONG_TRANSFER}`);
    expect(bodies).toContain('"amount":70.10');
    expect(bodies).toContain('"post_transaction_balance_amount":90071992547409931.23');
  });

  it('a row for every event that is told', () => {
    const rows = new Set(DOCUMENTED.map(({ type }) => type));
    expect([...rows].sort()).toEqual(Object.keys(TELLINGS).sort());
    for (const { type, version } of DOCUMENTED) expect(EVENT_TYPES[type]?.versions).toContain(version);
  });

  it('there are 29 types; what Wise has taken away is none of them', () => {
    const types = Object.keys(EVENT_TYPES);
    expect(types).toHaveLength(29);
    expect(types).toEqual(
      expect.arrayContaining([
        'recipients#state-change',
        'incoming-transfer#credited',
        'swift#message-received',
      ]),
    );
    const gone = /^(balances#credit|transfers#transfer-suspension|payment-instruments)/;
    expect(types.filter((type) => gone.test(type))).toEqual([]);
  });
});

const openapi = readOpenapi();
const validators = openapi && new Validators(openapi);

/** Against the schema of openapi.yml, where it has one for the event (it has transfers#state-change only). */
function mismatches(body: Body): string[] {
  if (!validators || body.event_type !== 'transfers#state-change') return [];
  return validators.of({ $ref: `#/components/schemas/v${body.schema_version}` })(body);
}

describe('who hears', () => {
  const until = async (count: number) => (await receiver.until(count)).map(({ path }) => path).sort();

  it('every subscription that matches, a copy each', async () => {
    const token = await partner.connect();
    const transfers = { trigger_on: 'transfers#state-change' };
    await partner.subscribeApp({ ...transfers, url: receiver.url('/app') });
    await partner.subscribeApp({ ...transfers, url: receiver.url('/app-again') });
    await partner.subscribeProfile(token, { ...transfers, url: receiver.url('/profile') });
    await partner.subscribeApp({ trigger_on: 'users#state-change', url: receiver.url('/users') });
    partner.transferMoves();
    expect(await until(3)).toEqual(['/app', '/app-again', '/profile']);
  });

  it('an app of its own transfers, a profile’s subscription of all of that profile', async () => {
    const token = await partner.connect();
    const transfers = { trigger_on: 'transfers#state-change' };
    await partner.subscribeApp({ ...transfers, url: receiver.url('/app') });
    await partner.subscribeProfile(token, { ...transfers, url: receiver.url('/profile') });
    partner.transferMoves({ clientId: 'other-app' });
    partner.transferMoves({ clientId: null });
    expect(await until(2)).toEqual(['/profile', '/profile']);
  });

  it('nobody of a profile that gave no access', async () => {
    await partner.connect();
    await partner.subscribeApp({ trigger_on: 'transfers#state-change' });
    partner.transferMoves({ profileId: '30000002' });
    expect(partner.deliveries()).toEqual([]);
  });

  it('closing and opening an account, once each', async () => {
    await partner.connect();
    await partner.subscribeApp({ trigger_on: 'users#state-change' });
    for (const name of ['deactivate', 'deactivate', 'reactivate', 'reactivate']) await act(name);
    const states = (await receiver.until(2)).map(({ body }) => (JSON.parse(body) as { data: object }).data);
    expect(states).toMatchObject([
      { previous_state: 'ACTIVE', current_state: 'DEACTIVATED' },
      { previous_state: 'DEACTIVATED', current_state: 'ACTIVE' },
    ]);
    expect(partner.deliveries()).toHaveLength(2);
  });

  it('whoever is told, is by what lives: the user who removes one app is still another’s', async () => {
    await partner.connect();
    await partner.subscribeApp({ trigger_on: 'users#state-change' });
    await partner.control('POST', `/users/${ADA.userId}/remove-app`, { clientId: 'other-app' });
    await act('deactivate');
    await receiver.until(1);
  });

  // Design W6: Wise has no event for it; a connection that ended so shows by a failing refresh only.
  it.each(['remove-apps', 'change-email', 'enhanced-security', 'suspected-breach'])(
    '%s is told to nobody, and whoever lost access so hears nothing more',
    async (name) => {
      await partner.connect();
      await partner.subscribeApp({ trigger_on: 'users#state-change' });
      await partner.subscribeApp({ trigger_on: 'transfers#state-change' });
      expect((await act(name)).body).toEqual({ grants: 1 });
      partner.transferMoves();
      await act('deactivate');
      expect(partner.deliveries()).toEqual([]);
    },
  );
});

describe('a test notification', () => {
  const send = async (id: string) =>
    partner.ask(
      'POST',
      `/v3/applications/${CLIENT_KEY}/subscriptions/${id}/test-notifications`,
      await partner.applicationToken(),
    );

  it('as documented: the queued id is the header’s, the data is made up, and a header says so', async () => {
    const { id } = await partner.subscribeApp({ trigger_on: 'transfers#state-change' });
    const { status, body } = await send(id);
    const [came] = await receiver.until(1);
    expect({ status, body }).toEqual({
      status: 200,
      body: [{ delivery_id: came?.headers['x-delivery-id'], created_at: expect.stringMatching(IN_SECONDS) }],
    });
    expect(came?.headers['x-test-notification']).toBe('true');
    expect(JSON.parse(came?.body ?? '')).toEqual({
      data: {
        resource: { id: 0, profile_id: 0, account_id: 0, type: 'transfer' },
        current_state: 'processing',
        previous_state: 'incoming_payment_waiting',
        occurred_at: expect.stringMatching(IN_SECONDS),
      },
      subscription_id: id,
      event_type: 'transfers#state-change',
      schema_version: '2.0.0',
      sent_at: expect.stringMatching(IN_SECONDS),
    });
  });

  const forApps = Object.entries(EVENT_TYPES).filter(([, { domains }]) => domains.includes('application'));

  it.each(forApps)('of %s', async (trigger_on, { versions }) => {
    const { id } = await partner.subscribeApp({ trigger_on, version: versions.at(-1) ?? '' });
    const { body } = await send(id);
    // Assumed: of what the emulator does not play there is no test notification either.
    expect(body).toHaveLength(trigger_on in TELLINGS ? 1 : 0);
    if (trigger_on in TELLINGS) expect((await receiver.until(1))[0]?.body).not.toContain('1970-');
  });
});

it('an app that is connected to many hears of each of them', async () => {
  await partner.connect();
  await partner.connect({ userId: '10000006', profileId: '30000007' }, CLIENT.clientId);
  await partner.subscribeApp({ trigger_on: 'users#state-change' });
  await act('deactivate');
  await partner.control('POST', '/users/10000006/deactivate');
  const ids = (await receiver.until(2)).map(
    ({ body }) => (JSON.parse(body) as { data: { resource: { id: number } } }).data.resource.id,
  );
  expect(ids).toEqual([10000001, 10000006]);
});
