import { beforeEach, describe, expect, it } from 'vitest';
import { emulatorForTests } from '#testing/emulator-for-tests';
import { cancel, fund, made, quoteOf, simulate, statesTold, statusOf } from '#testing/transfer-acts';
import { BEN, MoneyApp } from '#testing/wise-money';

const wise = emulatorForTests();
beforeEach(() => wise.control('PUT', '/settings', { scaCountries: '' }));

const told = () => statesTold(wise);

describe('the simulation', () => {
  it('leads a funded transfer along its way and back, and the money with it', async () => {
    const app = await MoneyApp.connect(wise);
    const { amount } = await app.balanceIn('GBP');
    const { id } = await made(app);
    await fund(app, id);
    const way = ['processing', 'funds_converted', 'outgoing_payment_sent', 'bounced_back', 'funds_refunded'];
    for (const status of way) {
      expect(await simulate(app, id, status)).toMatchObject({ status: 200, body: { id, status } });
    }
    expect((await app.balanceIn('GBP')).amount).toBe(amount);
    expect(told()).toEqual([
      [null, 'incoming_payment_waiting'],
      ['incoming_payment_waiting', 'processing'],
      ['processing', 'funds_converted'],
      ['funds_converted', 'outgoing_payment_sent'],
      ['outgoing_payment_sent', 'bounced_back'],
      ['bounced_back', 'funds_refunded'],
    ]);
  });

  it('leaves out no step, and waits for the money', async () => {
    const app = await MoneyApp.connect(wise);
    const { id } = await made(app);
    expect((await simulate(app, id, 'processing')).status).toBe(422);
    await fund(app, id);
    for (const wrong of ['outgoing_payment_sent', 'bounced_back', 'cancelled', 'nonsense']) {
      expect((await simulate(app, id, wrong)).status).toBe(422);
    }
    expect(await statusOf(app, id)).toBe('processing');
  });

  it('of verification is told for the granted profile, or for all of the user', async () => {
    const app = await MoneyApp.connect(wise, BEN);
    const verified = () =>
      wise.events('profile.verification_changed').map((event) => (event as { profileId?: string }).profileId);
    const path = (profileId: string) => `/v1/simulation/profiles/${profileId}/verifications`;
    expect(await app.post(path(BEN.profileId), '')).toMatchObject({ status: 200, text: '' });
    expect(verified()).toEqual(['30000003']);
    expect((await app.post(path('30000002'), '')).status).toBe(403);
    await app.post('/v1/simulation/verify-profile', '');
    expect(verified()).toEqual(['30000003', '30000002', '30000003', '30000004']);
  });
});

describe('cancelling', () => {
  it('gives the money back while it is not converted, and is final', async () => {
    const app = await MoneyApp.connect(wise);
    const { amount } = await app.balanceIn('GBP');
    const { id } = await made(app);
    await fund(app, id);
    expect(await cancel(app, id)).toMatchObject({ status: 200, body: { id, status: 'cancelled' } });
    expect((await app.balanceIn('GBP')).amount).toBe(amount);
    expect((await fund(app, id)).body).toMatchObject({ status: 'REJECTED' });
    expect((await simulate(app, id, 'processing')).status).toBe(422);
  });

  it('gives it to the balance of its currency when the one that paid was closed since', async () => {
    const app = await MoneyApp.connect(wise);
    const { id: balanceId, amount } = await app.balanceIn('GBP');
    const { id } = await made(app, { quote: await quoteOf(app, amount) });
    await fund(app, id);
    const path = `/v4/profiles/${app.profileId}/balances`;
    expect((await app.call('DELETE', `${path}/${balanceId}`)).status).toBe(204);
    const json = '{"currency":"GBP","type":"STANDARD"}';
    await app.post(path, json, { 'X-idempotence-uuid': crypto.randomUUID() });
    await cancel(app, id);
    expect(await app.balanceIn('GBP')).toMatchObject({ id: expect.not.stringMatching(balanceId), amount });
  });

  it('documented: 409 transfer.cancellation.not.allowed from funds_converted on, and a second time', async () => {
    const app = await MoneyApp.connect(wise);
    const { id } = await made(app);
    await fund(app, id);
    await simulate(app, id, 'funds_converted');
    const refused = { status: 409, body: { errors: [{ code: 'transfer.cancellation.not.allowed' }] } };
    expect(await cancel(app, id)).toMatchObject(refused);
    const other = await made(app);
    await cancel(app, other.id);
    expect(await cancel(app, other.id)).toMatchObject(refused);
  });
});
