import { isProbe } from '#web/http/probes';
import { expect, test } from '../harness/fixtures';

test.describe('threat 10: a forged host never appears in anything we emit', () => {
  const FORGED = [
    { 'x-forwarded-host': 'evil.example' },
    { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', 'x-forwarded-port': '444' },
    { forwarded: 'host=evil.example;proto=https' },
    { 'x-original-host': 'evil.example', 'x-host': 'evil.example' },
    { 'x-original-url': 'https://evil.example/', 'x-rewrite-url': 'https://evil.example/' },
  ] as const;
  const PATHS = [
    '/',
    '/dashboard',
    '/sign-in',
    '/staff',
    '/staff/connections',
    '/staff/sign-in',
    '/connect/sandbox/callback?code=x&state=y',
    '/no-such-page',
    '/api/health',
    '/healthz',
    '/readyz',
    '/api/auth/csrf',
  ];

  for (const path of PATHS) {
    test(`${path} with forged forwarding headers`, async ({ stack }) => {
      const { browser } = await stack.customer('Host Forger');
      for (const headers of FORGED) {
        const answer = await browser.get(stack.appUrl + path, headers);
        expect(`${answer.text}${JSON.stringify(answer.headers)}`).not.toContain('evil.example');
        if (answer.location !== undefined) expect(new URL(answer.location).origin).toBe(stack.appUrl);
      }
    });
  }

  // load balancers ask by any name; no address is in what they get
  for (const path of PATHS.filter((each) => !isProbe(each))) {
    test(`${path} with a forged Host is answered 421`, async ({ stack }) => {
      const { browser } = await stack.customer('Host Forger');
      for (const host of ['evil.example', `evil.example:${new URL(stack.appUrl).port}`, 'localhost:1']) {
        const answer = await browser.get(stack.appUrl + path, { host });
        expect(answer.status, `${host} ${path}`).toBe(421);
        expect(`${answer.text}${JSON.stringify(answer.headers)}`).not.toContain('evil.example');
      }
    });
  }

  test('the authorise address carries the configured redirect address under forged headers', async ({
    stack,
  }) => {
    const { browser } = await stack.customer('Redirect Forger');
    const dashboard = await browser.get(`${stack.appUrl}/dashboard`);
    const csrf = /name="csrf" value="([^"]+)"/.exec(dashboard.text)?.[1] ?? '';
    const leaving = await browser.post(
      `${stack.appUrl}/connect/sandbox/start`,
      { csrf },
      { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    );
    expect(leaving.text).not.toContain('evil.example');
    const redirectUri = encodeURIComponent(`${stack.appUrl}/connect/sandbox/callback`);
    expect(leaving.text).toContain(redirectUri);
  });
});
