import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type FrameLocator, type Page, test } from '@playwright/test';
import { type Emulator, startEmulator } from 'wise-emulator';
import { giveAccess } from 'wise-emulator/testing';

// The emulator's approval page in a real browser, from an app of another site. The app does what Wise's front-end
// library (@transferwise/approve-api-action-helpers 0.9.5) does: a form posted into a frame, a popup or a tab.
const CLIENT = {
  clientId: 'sca-app',
  clientSecrets: ['s'],
  redirectUris: ['https://app.example/'],
  name: 'SCA app',
};

const APP = (approvalPageUrl: string) => `<!doctype html><title>App</title><output></output><script>
const NAME = 'tw-approve-api-action';
function fillIn(token, flow) {
  const form = Object.assign(document.createElement('form'), { method: 'POST', action: '${approvalPageUrl}', target: NAME });
  for (const [name, value] of Object.entries({ ott: token, libVersion: '0.9.5', parentHostname: location.hostname, flow })) {
    form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
  }
  document.body.append(form);
  return form;
}
function openFrame() {
  document.body.append(Object.assign(document.createElement('iframe'), { name: NAME, width: 540, height: 520 }));
}
function start(token, flow) {
  document.querySelector('output').textContent = 'waiting';
  const form = fillIn(token, flow);
  if (flow === 'iframe') openFrame();
  else window.open('${approvalPageUrl}', NAME, flow === 'popup' ? 'width=580,height=600' : undefined);
  form.submit();
}
addEventListener('message', ({ data, origin }) => { document.querySelector('output').textContent = data + ' from ' + origin; });
</script>`;

let emulator: Emulator;
let app: Server;
let appUrl = '';
let userToken = '';

test.beforeAll(async () => {
  emulator = await startEmulator({ clients: [CLIENT] });
  app = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(APP(`${emulator.url}/approve-api-action/`)),
  );
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  // Another site than 127.0.0.1, as an app is to Wise.
  appUrl = `http://localhost:${(app.address() as AddressInfo).port}/`;
  userToken = await connect();
});
test.afterAll(async () => {
  app.close();
  await emulator.close();
});

async function connect(): Promise<string> {
  const { clientId, redirectUris } = CLIENT;
  const redirectUri = redirectUris[0] ?? '';
  const who = { userId: '10000001', profileId: '30000001' };
  const { code } = await giveAccess({ url: emulator.url, clientId, redirectUri, ...who });
  const response = await fetch(`${emulator.url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${clientId}:s`)}` },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: clientId,
      code,
      redirect_uri: redirectUri,
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

type Properties = { oneTimeTokenProperties: { oneTimeToken: string; challenges: unknown[] } };

async function askWise(method: string, path: string, headers: Record<string, string> = {}) {
  const authorization = `Bearer ${userToken}`;
  const response = await fetch(emulator.url + path, { method, headers: { authorization, ...headers } });
  return ((await response.json()) as Properties).oneTimeTokenProperties;
}

const newToken = async () =>
  (await askWise('POST', '/v2/profiles/30000001/sca-sessions/authorise')).oneTimeToken;
const challengesOf = async (token: string) =>
  (await askWise('GET', '/v1/one-time-token/status', { 'one-time-token': token })).challenges;

/** Starts a flow on the app's page and returns where the approval page is. */
async function start(page: Page, token: string, flow: string): Promise<Page | FrameLocator> {
  await page.goto(appUrl);
  const opened = flow === 'iframe' ? undefined : page.waitForEvent('popup');
  await page.evaluate(`start(${JSON.stringify(token)}, ${JSON.stringify(flow)})`);
  return (await opened) ?? page.frameLocator('iframe');
}

for (const flow of ['iframe', 'popup', 'tab']) {
  test(`the approval page in the flow "${flow}" tells the app how it ended`, async ({ page }) => {
    const token = await newToken();
    const asked = await start(page, token, flow);
    await asked.getByLabel('Code from your phone').fill('000000');
    await asked.getByRole('button', { name: 'Approve' }).click();
    await expect(asked.getByRole('alert')).toHaveText('This code is wrong.');
    await expect(page.locator('output')).toHaveText('waiting');

    await asked.getByLabel('Code from your phone').fill('111111');
    await asked.getByRole('button', { name: 'Approve' }).click();
    await expect(page.locator('output')).toHaveText(`tw-approve-api-action-success from ${emulator.url}`);
    expect(await challengesOf(token)).toEqual([]);
  });
}

test('the approval page tells the app that it was closed, or that it is over', async ({ page }) => {
  const token = await newToken();
  const asked = await start(page, token, 'iframe');
  await asked.getByRole('button', { name: 'Close' }).click();
  await expect(page.locator('output')).toHaveText(`tw-approve-api-action-closed from ${emulator.url}`);
  expect(await challengesOf(token)).toHaveLength(2);

  await start(page, crypto.randomUUID(), 'iframe');
  await expect(page.locator('output')).toHaveText(`tw-approve-api-action-failed from ${emulator.url}`);
});
