import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PartnerDeadline } from '#lib/contract/deadlines';
import { PartnerListeners } from '#vault/testing/partner-listeners';

let listeners: PartnerListeners;
beforeAll(async () => {
  listeners = await PartnerListeners.open();
});
afterAll(() => listeners.close());

it('a key is told what runs out when: of its environment, and of API keys its own end alone', async () => {
  const expiresAt = new Date(Date.now() + 10.5 * 86_400_000);
  await listeners.makeKey({ expiresAt });
  const [sandbox, production] = [
    await listeners.makeKey({ environment: 'sandbox', expiresAt }),
    await listeners.makeKey({ environment: 'production' }),
  ];
  const list = async (key: string) => {
    const asked = { vault: listeners.direct, dispatcher: listeners.agent() };
    const { status, json } = await listeners.ask(key, '/v1/deadlines', asked);
    expect(status).toBe(200);
    return json.data as PartnerDeadline[];
  };
  const told = await list(sandbox.key);
  expect(told.filter(({ kind }) => kind === 'api_key')).toMatchObject([
    {
      name: expect.stringContaining(sandbox.id),
      at: expiresAt.toISOString(),
      days_left: 10,
      state: 'urgent',
    },
  ]);
  expect(told.map(({ kind, environment }) => [kind, environment])).toEqual(
    expect.arrayContaining([
      ['client_secret', 'sandbox'],
      ['listener_certificate', null],
      ['api_version', 'sandbox'],
      ['uuid_tokens', null],
    ]),
  );
  const others = await list(production.key);
  expect(others.filter(({ kind, environment }) => kind === 'api_key' || environment === 'sandbox')).toEqual(
    [],
  );
  expect(await listeners.codeOf(sandbox.key, '/v1/deadlines?environment=other')).toBe('BAD_REQUEST');
});
