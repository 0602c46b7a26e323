import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { deactivateUser } from '#emulator/oauth/account/end-access';
import { startEmulator } from '#emulator/server';
import { ADA, AUTHORIZATION, CLIENT, exchangeOf, REDIRECT_URI } from '#testing/emulator-for-tests';
import { eventually } from '#testing/eventually';
import { CLIENT_KEY, webhookPartner } from '#testing/webhook-partner';
import { isSignedBy } from '#testing/webhook-receiver';
import { giveAccess } from '#testing/wise-customer';
import { TAMPERINGS } from './tampering';

const partner = webhookPartner();
const { receiver } = partner;
const HUB = `/developer-hub/clients/${CLIENT.clientId}`;
const TRANSFERS = { trigger_on: 'transfers#state-change' };

/** The page that follows. */
async function press(address: string, fields: Record<string, string>): Promise<string> {
  const response = await fetch(partner.get().url + address, {
    method: 'POST',
    body: new URLSearchParams(fields),
  });
  return response.text();
}

const page = async (address: string) => (await partner.call(address)).text();
const inHub = (act: string, fields: Record<string, string>) => press(`${HUB}/webhooks/${act}`, fields);
const onControlPage = (act: string, fields: Record<string, string> = {}) =>
  press(`/__emulator/forms/${act}`, fields);

async function abandoned(): Promise<string> {
  await partner.control('PUT', '/settings', { webhookRetrySpeed: 100_000_000 });
  await partner.connect();
  await partner.subscribeApp(TRANSFERS);
  receiver.answerWith(400);
  partner.transferMoves();
  await eventually(() => expect(partner.deliveries()[0]?.state).toBe('abandoned'));
  receiver.answerWith(200);
  return partner.deliveries()[0]?.id ?? '';
}

it('Developer Hub: subscribe, send a test, delete', async () => {
  const event = 'users#state-change 2.0.0';
  const made = await inHub('subscribe', { name: 'Ends <b>', event, url: receiver.url() });
  expect(made).toContain(`users#state-change is now delivered to ${receiver.url()}.`);
  expect(made).toContain('Ends &lt;b&gt;');
  const [one] = partner.get().state.webhooks.subscriptions.all();
  expect(one).toMatchObject({ scope: { domain: 'application', id: CLIENT_KEY }, version: '2.0.0' });
  const subscription = one?.id ?? '';
  expect(await inHub('test', { subscription })).toContain('A test notification is on its way');
  await receiver.until(1);
  await eventually(async () => expect(await page(HUB)).toContain('(test)<small>delivered · answered 200'));
  expect(await inHub('unsubscribe', { subscription })).toContain('is not delivered');
  expect(await inHub('unsubscribe', { subscription })).toContain('There is no such subscription any more.');
  expect(await page(HUB)).toContain('No subscription yet.');
});

it('Developer Hub: says what is wrong with an address, and of which types there is no test', async () => {
  const event = 'cards#card-status-change 2.0.0';
  const refused = await inHub('subscribe', { name: 'n', event, url: 'http://elsewhere.example/' });
  expect(refused).toContain('Nothing was changed. delivery.url: https is expected.');
  await inHub('subscribe', { name: 'n', event, url: receiver.url() });
  const [one] = partner.get().state.webhooks.subscriptions.all();
  expect(await inHub('test', { subscription: one?.id ?? '' })).toContain('never sends events of this type');
});

it('Developer Hub: a failed delivery is retried, a delivered one or that of another client is not', async () => {
  const delivery = await abandoned();
  const shown = await page(HUB);
  expect(shown).toContain('abandoned · answered 400 · 3 attempts');
  expect(shown).toContain(
    '{&quot;data&quot;:{&quot;resource&quot;:{&quot;type&quot;:&quot;transfer&quot;,&quot;id&quot;:111',
  );
  expect(shown.match(/Z(?: as [0-9a-f-]{36})?: 400/g)).toHaveLength(3);
  const other = await press('/developer-hub/clients/other-app/webhooks/retry', { delivery });
  expect(other).toContain('There is nothing to retry.');
  expect(await inHub('retry', { delivery })).toContain('It is sent again now.');
  await eventually(() => expect(partner.deliveries()[0]?.state).toBe('delivered'));
  expect(await inHub('retry', { delivery })).toContain('There is nothing to retry.');
});

it('control page: every trick, and a retry, of a delivery that there was', async () => {
  const delivery = await abandoned();
  const shown = await page('/__emulator');
  for (const name of [...Object.keys(TAMPERINGS), 'retry']) expect(shown).toContain(`value="${name}"`);
  await onControlPage('webhook-trick', { delivery, trick: 'retry' });
  await receiver.until(4);
  for (const trick of Object.keys(TAMPERINGS)) await onControlPage('webhook-trick', { delivery, trick });
  await receiver.until(4 + Object.keys(TAMPERINGS).length);
  await eventually(async () => expect(await page('/__emulator')).toContain('forged: no signature'));
  for (const fields of [
    { delivery, trick: 'constructor' },
    { delivery: 'none', trick: 'replay' },
  ]) {
    await onControlPage('webhook-trick', fields);
  }
  expect(partner.deliveries()).toHaveLength(1 + Object.keys(TAMPERINGS).length);
});

it('control page: deliveries are held back, and sent the newest first', async () => {
  await partner.connect();
  await partner.subscribeApp(TRANSFERS);
  expect(await onControlPage('webhook-hold')).toContain('Held back: 0');
  for (const transferId of ['1', '2']) partner.transferMoves({ transferId });
  expect(await page('/__emulator')).toContain('Held back: 2');
  expect(await onControlPage('webhook-release', { order: 'reversed' })).toContain('Hold deliveries back');
  const [first, second] = await receiver.until(2);
  expect(first?.body).toContain('"id":2');
  expect(second?.body).toContain('"id":1');
});

it('an emulator that was killed knows its subscriptions, its key and who is connected again', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'emulator-webhooks-'));
  const start = () => startEmulator({ clients: [CLIENT], keep: path.join(folder, 'kept.json') });
  const first = await start();
  const headers = { authorization: AUTHORIZATION };
  const token = async (form: Record<string, string>) => {
    const body = new URLSearchParams(form);
    const answer = await fetch(`${first.url}/oauth/token`, { method: 'POST', headers, body });
    return ((await answer.json()) as { access_token: string }).access_token;
  };
  const { code } = await giveAccess({
    url: first.url,
    clientId: CLIENT.clientId,
    redirectUri: REDIRECT_URI,
    ...ADA,
  });
  await token(exchangeOf(code));
  const pem = first.state.webhooks.keys.pem();
  await fetch(`${first.url}/v3/applications/${CLIENT_KEY}/subscriptions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await token({ grant_type: 'client_credentials' })}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(partner.form({ trigger_on: 'users#state-change' })),
  });
  const second = await start();
  deactivateUser(second.state, ADA.userId);
  const [came] = await receiver.until(1);
  expect(came && isSignedBy(pem, came)).toBe(true);
  await first.close();
  await second.close();
  rmSync(folder, { recursive: true });
});
