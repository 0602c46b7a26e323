import { beforeEach, describe, expect, it } from 'vitest';
import { emulatorForTests } from '#testing/emulator-for-tests';
import { ScaPartner } from '#testing/sca-partner';

// Wise's own operations; how the gate itself works: demand-sca.test.ts.
const wise = emulatorForTests();
const partner = new ScaPartner(wise);

beforeEach(async () => {
  wise.stopClock();
  await partner.connect();
});

const approvalOf = (token?: string) => (token === undefined ? {} : { headers: { 'X-2FA-Approval': token } });

describe('a balance statement', () => {
  const balanceIn = async (currency: string) => {
    const { body } = await partner.call('GET', `/v4/profiles/${partner.profileId}/balances?types=STANDARD`);
    return (body as { id: number; currency: string }[]).find((each) => each.currency === currency)?.id;
  };
  const read = (balanceId: number | undefined, token?: string, version = 'v1', currency = 'GBP') => {
    const query = `currency=${currency}&intervalStart=2026-01-01T00:00:00Z&intervalEnd=2026-02-01T00:00:00Z`;
    const path = `/${version}/profiles/${partner.profileId}/balance-statements/${balanceId}/statement.json?${query}`;
    return partner.call('GET', path, approvalOf(token));
  };

  it('is refused with a one-time token, and read with it once it is cleared, by every version of its path', async () => {
    const id = await balanceIn('GBP');
    for (const version of ['v1', '2026Q3', '2026Q4']) {
      wise.get().state.sca.clear();
      const first = await read(id, undefined, version);
      const token = first.headers.get('x-2fa-approval') ?? '';
      expect([first.status, first.headers.get('x-2fa-approval-result')]).toEqual([403, 'REJECTED']);
      expect(await partner.statusOf(token)).toMatchObject({ actionType: 'BALANCE__GET_STATEMENT' });
      await partner.clear(token);
      const second = await read(id, token, version);
      expect([second.status, second.headers.get('x-2fa-approval-result')]).toEqual([200, 'APPROVED']);
      expect(second.body).toMatchObject({ query: { accountId: id, currency: 'GBP' } });
    }
  });

  it('opens all of the profile’s for five minutes, of any balance', async () => {
    const id = await balanceIn('GBP');
    await partner.clear(await partner.openSession());
    expect((await read(id)).status).toBe(200);
    expect((await read(1)).status).toBe(404);
    wise.passSeconds(300);
    expect((await read(id)).status).toBe(403);
  });

  it('is not protected where Wise does not demand it: Omar lives in Singapore', async () => {
    await partner.connect({ userId: '10000006', profileId: '30000007' });
    expect((await read(await balanceIn('EUR'), undefined, 'v1', 'EUR')).status).toBe(200);
  });
});

it('documented: me, profiles and balances are not protected', async () => {
  for (const path of [
    '/v1/me',
    '/v2/profiles',
    `/v4/profiles/${partner.profileId}/balances?types=STANDARD`,
  ]) {
    expect((await partner.call('GET', path)).status).toBe(200);
  }
});

describe('funding a transfer', () => {
  const made = async () => {
    const { profileId } = partner;
    const quote = { sourceCurrency: 'GBP', targetCurrency: 'EUR', sourceAmount: 100 };
    const { body } = await partner.call('POST', `/v3/profiles/${profileId}/quotes`, { json: quote });
    const payees = (await partner.call('GET', '/v2/accounts?currency=EUR')).body as {
      content: { id: number }[];
    };
    const json = {
      targetAccount: payees.content[0]?.id,
      quoteUuid: (body as { id: string }).id,
      customerTransactionId: crypto.randomUUID(),
    };
    return ((await partner.call('POST', '/v1/transfers', { json })).body as { id: number }).id;
  };
  const fund = (id: number, token?: string) =>
    partner.call('POST', `/v3/profiles/${partner.profileId}/transfers/${id}/payments`, {
      json: { type: 'BALANCE' },
      ...approvalOf(token),
    });

  it('wants its own one-time token each time, for that transfer and once', async () => {
    const [one, other] = [await made(), await made()];
    const first = await fund(one);
    const token = first.headers.get('x-2fa-approval') ?? '';
    expect([first.status, await partner.statusOf(token)]).toMatchObject([
      403,
      { actionType: 'TRANSFER__FUND' },
    ]);
    await partner.clear(token);
    expect((await fund(other, token)).status).toBe(403);
    const funded = await fund(one, token);
    expect([funded.status, funded.headers.get('x-2fa-approval-result')]).toEqual([201, 'APPROVED']);
    expect(funded.headers.get('x-2fa-approval')).toBe(token);
    expect(funded.body).toMatchObject({ status: 'COMPLETED' });
    expect((await fund(one, token)).status).toBe(403);
  });
});
