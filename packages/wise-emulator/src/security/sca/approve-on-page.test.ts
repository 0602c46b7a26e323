import { beforeEach, describe, expect, it } from 'vitest';
import { CLIENT, emulatorForTests } from '#testing/emulator-for-tests';
import { ScaPartner } from '#testing/sca-partner';

const wise = emulatorForTests();
const partner = new ScaPartner(wise);
let oneTimeToken = '';

beforeEach(async () => {
  wise.stopClock();
  await partner.connect();
  oneTimeToken = await partner.openSession();
});

async function post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(wise.get().url + path, {
    method: 'POST',
    headers,
    body: new URLSearchParams(fields),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** As @transferwise/approve-api-action-helpers 0.9.5 does it, from a page of the app. */
const open = (ott = oneTimeToken) =>
  post(
    '/approve-api-action/',
    { ott, libVersion: '0.9.5', parentHostname: 'app.example', flow: 'iframe' },
    { 'sec-fetch-site': 'cross-site' },
  );
const decide = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
  post('/approve-api-action/decision', { ott: oneTimeToken, ...fields }, headers);
const approve = (code: string) => decide({ decision: 'approve', code });
const messageOf = (text: string) => /postMessage\("([^"]+)"/.exec(text)?.[1];

describe('the hosted approval page', () => {
  it('documented: takes the library’s form from any site, in any frame, and asks', async () => {
    const { status, headers, text } = await open();
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toContain('frame-ancestors *');
    expect(headers.get('content-security-policy')).toContain("script-src 'none'");
    expect(text).toContain('asks to act for you for some minutes.');
    expect(text).toContain('Byte Bakery Ltd');
    expect(text).toContain(`value="${oneTimeToken}"`);
    expect(text).toContain('Test &lt;App&gt;');
    expect(text).not.toContain('<script');
  });

  it('documented: an approval clears the token, opens a session and says success', async () => {
    const { status, text, headers } = await approve('111111');
    expect([status, messageOf(text)]).toEqual([200, 'tw-approve-api-action-success']);
    const nonce = /nonce="([^"]+)"/.exec(text)?.[1];
    expect(headers.get('content-security-policy')).toContain(`script-src 'nonce-${nonce}'`);
    expect((await partner.statusOf(oneTimeToken)).challenges).toEqual([]);
    expect(messageOf((await open()).text)).toBe('tw-approve-api-action-success');
    expect(wise.events('sca.challenge')).toMatchObject([
      { token: oneTimeToken, challenge: 'AT_WISE', outcome: 'passed' },
    ]);
  });

  it('documented: closed says so, and nothing is approved', async () => {
    expect(messageOf((await decide({ decision: 'close', code: '111111' })).text)).toBe(
      'tw-approve-api-action-closed',
    );
    expect((await partner.statusOf(oneTimeToken)).challenges).toHaveLength(2);
  });

  it('assumed: a wrong code can be tried again, and the fifth one is the end', async () => {
    for (const code of ['', '1', '000000', '111112']) {
      const { text } = await approve(code);
      expect(text).toContain('This code is wrong.');
      expect(messageOf(text)).toBeUndefined();
    }
    for (const code of ['000000', '111111']) {
      expect(messageOf((await approve(code)).text)).toBe('tw-approve-api-action-failed');
    }
    expect((await partner.call('POST', partner.profilePath('/sca-sessions/authorise'))).status).toBe(429);
    wise.passSeconds(901);
    expect(messageOf((await approve('111111')).text)).toBe('tw-approve-api-action-success');
  });

  it('assumed: an unknown or expired token, or a closed account, has failed', async () => {
    const failed = 'tw-approve-api-action-failed';
    for (const token of ['', 'nonsense', crypto.randomUUID()]) {
      expect(messageOf((await open(token)).text)).toBe(failed);
    }
    wise.passSeconds(3600);
    expect(messageOf((await open()).text)).toBe(failed);
    expect(messageOf((await approve('111111')).text)).toBe(failed);
    wise.passSeconds(0);
    await wise.control('POST', `/users/${partner.userId}/deactivate`);
    expect(messageOf((await approve('111111')).text)).toBe(failed);
  });

  it('a decision cannot be posted by another site', async () => {
    const answer = await decide({ decision: 'approve', code: '111111' }, { 'sec-fetch-site': 'cross-site' });
    expect(answer.status).toBe(403);
    expect((await partner.statusOf(oneTimeToken)).challenges).toHaveLength(2);
  });

  it('opened by hand, or by a popup that is about to send the form, has nothing to approve', async () => {
    for (const path of ['/approve-api-action', '/approve-api-action/']) {
      const response = await wise.call(path);
      expect([response.status, await response.text()]).toEqual([
        200,
        expect.stringContaining('Nothing to approve'),
      ]);
    }
  });

  it('a hostile name stays text', async () => {
    wise.get().state.clients.put({ ...CLIENT, name: '<script>alert(1)</script>' });
    try {
      await partner.connect({ userId: '10000004', profileId: '30000006' });
      const { text } = await open(await partner.openSession());
      expect(text).not.toMatch(/<script|<img/);
    } finally {
      wise.get().state.clients.put(CLIENT);
    }
  });
});
