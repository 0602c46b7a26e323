import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '#test/until';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { Harness, type Linked, UNHURRIED } from '#vault/testing/harness';
import { deliver, eventBody, TEST_KEY_PEM } from '#vault/testing/webhooks';

let harness: Harness;
let vault: Vault;
let key: string;

beforeAll(async () => {
  harness = await Harness.start();
  vault = await startVault(harness.env({ WISE_SANDBOX_WEBHOOK_KEYS: TEST_KEY_PEM }), {
    deadlines: { ...UNHURRIED, drainMs: 5_000 },
  });
  key = (await makeApiKey(vault.ctx.database)).key;
});
beforeEach(() => harness.owner.query('DELETE FROM vault.webhook_events'));
afterAll(async () => {
  await vault.close();
  await harness.close();
});

const get = async (path: string) => {
  const answer = await fetch(`${vault.partnerUrl}${path}`, { headers: { authorization: `Bearer ${key}` } });
  return { status: answer.status, text: await answer.text(), type: answer.headers.get('content-type') };
};
type Listed = { data: Record<string, unknown>[]; next_after: string };
const list = async (query = ''): Promise<Listed> => JSON.parse((await get(`/v1/wise-events${query}`)).text);
const sorted = () =>
  until('all events are sorted', async () => {
    const { rowCount } = await harness.owner.query('SELECT FROM vault.webhook_events WHERE position IS NULL');
    return rowCount === 0;
  });
const at = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();

describe('GET /v1/wise-events', () => {
  it('hands on every digit of what Wise sent, in order of arrival, by pages', async () => {
    const bodies = ['9007199254740993101', '2', '3'].map((id) =>
      eventBody({ type: 'transfers#state-change', id, state: 'processing', at: at(0) }),
    );
    for (const body of [...bodies, 'no JSON']) await deliver(vault.webhookUrl, body);
    await sorted();
    const { text, type } = await get('/v1/wise-events');
    expect(type).toBe('application/json; charset=utf-8');
    for (const body of bodies) expect(text).toContain(`"payload":${body}`);
    const seen: unknown[] = [];
    for (let after = '0'; ; ) {
      const page = await list(`?limit=2&after=${after}`);
      if (page.data.length === 0) {
        expect(page.next_after).toBe(after);
        break;
      }
      seen.push(...page.data.map(({ outcome }) => outcome));
      after = page.next_after;
    }
    expect(seen).toEqual(['kept', 'kept', 'kept', 'unreadable']);
  });

  it('says what an event changed here', async () => {
    const linked = await harness.link(vault.ctx);
    await deliver(
      vault.webhookUrl,
      eventBody({ type: 'users#state-change', id: linked.user.id, state: 'WITHDRAW_ONLY', at: at(1) }),
    );
    await sorted();
    expect((await list()).data).toMatchObject([
      {
        outcome: 'applied',
        connection_ids: [linked.id],
        type: 'users#state-change',
        deliveries: 1,
        test: false,
      },
    ]);
  });

  it.each(['?limit=0', '?limit=501', '?after=x', '?after=-1', '?before=1', '?limit=1&limit=2'])(
    '%s is refused',
    async (query) => {
      expect((await get(`/v1/wise-events${query}`)).status).toBe(400);
    },
  );

  it('wants the scope events:read', async () => {
    const other = await makeApiKey(vault.ctx.database, ['tokens:read']);
    const answer = await fetch(`${vault.partnerUrl}/v1/wise-events`, {
      headers: { authorization: `Bearer ${other.key}` },
    });
    expect([answer.status, await answer.json()]).toEqual([
      403,
      expect.objectContaining({ code: 'SCOPE_MISSING', scope: 'events:read' }),
    ]);
  });
});

it('a connection shows whether money can move beside its status (W16)', async () => {
  const linked: Linked = await harness.link(vault.ctx);
  const view = async () => JSON.parse((await get(`/v1/connections/${linked.id}`)).text);
  expect((await view()).money_movement).toEqual({ state: 'no_restriction_known', reasons: [] });
  const body = eventBody({
    type: 'profiles#verification-state-change',
    id: linked.user.profileId,
    state: 'not_verified',
    at: '2026-11-28T11:00:00.123Z',
  });
  await deliver(vault.webhookUrl, body);
  await sorted();
  const blocked = {
    state: 'blocked',
    reasons: [
      { code: 'profile_not_verified', since: '2026-11-28T11:00:00.123Z', due_at: null, review_id: null },
    ],
  };
  expect(await view()).toMatchObject({ status: 'active', money_movement: blocked });
  const all = JSON.parse((await get('/v1/connections')).text);
  expect(all.data.find(({ id }: { id: string }) => id === linked.id).money_movement).toEqual(blocked);
});
