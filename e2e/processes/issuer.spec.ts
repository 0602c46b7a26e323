import { randomUUID } from 'node:crypto';
import { expect, test } from '@playwright/test';
import { Browser } from '#test/browser/http-browser';
import { idpOf, openAuthProviders, signInSettings } from '../harness/auth-providers';
import { signInByOidc } from '../harness/sign-in';
import { startStack } from '../harness/start-stack';

type Line = Record<string, unknown>;

test('an issuer that is off by one slash is told at the start and at each refused sign-in, with both values', async () => {
  test.setTimeout(300_000);
  const authProviders = await openAuthProviders();
  const { stack, close } = await startStack({
    webEnv: async (appUrl) => {
      const settings = await signInSettings(authProviders, appUrl, 'both');
      return { ...settings, CUSTOMER_OIDC_ISSUER: `${settings.CUSTOMER_OIDC_ISSUER}/` };
    },
  });
  const lines = (): Line[] =>
    stack.webs
      .flatMap(({ output }) => output.split('\n'))
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Line);
  try {
    const idp = idpOf(authProviders, stack.appUrl);
    const configured = `${idp.issuer}/`;
    const compared = () =>
      lines().filter(({ setting }) => /^(?:CUSTOMER|STAFF)_OIDC_ISSUER$/.test(String(setting)));
    await expect.poll(() => compared().length, 'each web compares both').toBe(2 * stack.webs.length);
    for (const line of compared()) {
      const expected =
        line.setting === 'CUSTOMER_OIDC_ISSUER'
          ? { level: 'error', configured, published: idp.issuer }
          : { level: 'info', configured: idp.issuer };
      expect(line).toMatchObject(expected);
    }

    const sub = randomUUID();
    const email = `${sub}@customers.example`;
    idp.people.set(sub, { sub, name: 'Sally Slash', email, emailVerified: true });
    const answer = await signInByOidc(new Browser(), stack.appUrl, idp, { audience: 'customer', sub });
    expect(answer.location).toBe(`${stack.appUrl}/sign-in/problem?reason=failed`);
    const refused = lines().filter(({ msg }) => msg === 'a sign-in was refused');
    expect(refused).toEqual([
      expect.objectContaining({ level: 'warn', audience: 'customer', configured, issuer: idp.issuer }),
    ]);
    expect(JSON.stringify(refused)).not.toMatch(new RegExp(`${sub}|Sally`));
  } finally {
    await close();
    await authProviders.close();
  }
});
