import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { request } from 'undici';
import { VERSION } from '#lib/env/version';
import { Browser, formTo } from '#test/browser/http-browser';
import { idpOf } from '../harness/auth-providers';
import { expect, test } from '../harness/fixtures';
import { upToSignInCallback } from '../harness/sign-in';
import type { Stack } from '../harness/stack';
import { until } from '../harness/until';

test.use({ byOidc: 'both' });

async function probe(base: string | undefined, path: string) {
  const { statusCode, body } = await request(`${base}${path}`, { reset: true });
  return { status: statusCode, body: await body.json() };
}

/** Each process, and each of the two addresses, keeps its last answer for a second: they do not turn at once. */
function untilSays(base: string | undefined, path: string, said: Awaited<ReturnType<typeof probe>>) {
  return until(`${path} says ${JSON.stringify(said)}`, async () =>
    isDeepStrictEqual(await probe(base, path), said),
  );
}

/** As a fail-over to a standby does it: every session ends, and whoever comes back cannot write. */
async function setReadOnly({ database }: Stack, isReadOnly: boolean): Promise<void> {
  const name = new URL(database.ownerUrl).pathname.slice(1);
  // the superuser's own session is read-only as well
  await database.superuser(
    `SET transaction_read_only = off; ALTER DATABASE "${name}" SET default_transaction_read_only = ${isReadOnly}`,
  );
  await database.superuser(
    'SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()',
    [name],
  );
}

test.describe('a database that takes no writes', () => {
  test.afterEach(({ stack }) => setReadOnly(stack, false));

  test('is told by /readyz and /api/health of web and /readyz of the vault, while /healthz says that they live', async ({
    stack,
  }) => {
    const [web, vault] = [stack.webs[0]?.url, stack.vaults[0]?.partnerUrl];
    await setReadOnly(stack, true);
    for (const path of ['/readyz', '/api/health']) {
      await untilSays(web, path, { status: 503, body: { ok: false, database: false, vault: false } });
    }
    await until('the vault is not ready', async () => (await probe(vault, '/readyz')).status === 503);
    for (const base of [web, vault]) {
      expect(await probe(base, '/healthz')).toEqual({ status: 200, body: { ok: true, version: VERSION } });
    }
    await setReadOnly(stack, false);
    for (const path of ['/readyz', '/api/health'])
      await untilSays(web, path, { status: 200, body: { ok: true, database: true, vault: true } });
  });

  test('is not blamed on the sign-in service, and the sign-in goes on once it writes again', async ({
    stack,
    authProviders,
  }) => {
    const sub = `ada-${randomUUID()}`;
    const idp = idpOf(authProviders, stack.appUrl);
    idp.people.set(sub, { sub, name: 'Ada', email: `${sub}@example.com`, emailVerified: true });
    const browser = new Browser();
    const callback = await upToSignInCallback(browser, stack.appUrl, idp, { audience: 'customer', sub });
    const form = formTo(await new Browser().get(`${stack.appUrl}/sign-in`), '/sign-in/oidc');
    await setReadOnly(stack, true);
    await until('the web knows', async () => (await probe(stack.appUrl, '/readyz')).status === 503);
    for (const answer of [await browser.get(callback), await new Browser().post(form.action, form.fields)]) {
      expect(answer.status).toBe(503);
      expect(answer.text).toContain('We can’t load your information right now');
    }
    await setReadOnly(stack, false);
    await until('the web knows', async () => (await probe(stack.appUrl, '/readyz')).status === 200);
    expect((await browser.get(callback)).location).toBe(`${stack.appUrl}/dashboard`);
  });
});
