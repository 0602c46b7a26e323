import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '#lib/db/client';
import { isDatabaseFailure } from '#lib/db/database-failure';
import { setReadOnly } from '#test/database/read-only';
import { asProblem } from '#web/http/as-problem';
import { beginOidc } from './oidc';
import { finish } from './testing/finish';
import { OidcWorld } from './testing/oidc-world';
import { Jar } from './testing/world';

let oidc: OidcWorld;

beforeAll(async () => {
  oidc = await OidcWorld.open([
    { sub: 'ada', name: 'Ada Lovelace', email: 'ada@example.com', emailVerified: true },
  ]);
});
afterAll(() => oidc.close());

describe('a database that is away', () => {
  it('ends no sign-in: the same address works once it is back', async () => {
    const jar = new Jar();
    const query = await oidc.toCallback(jar, 'customer', 'ada');
    const away = openDatabase('postgresql://nobody@127.0.0.1:9/none', { applicationName: 'test' });
    const request = { ...oidc.world.ask(jar, 'customer'), db: away.db };
    await expect(finish(request, query)).rejects.toSatisfy(isDatabaseFailure);
    await away.close();
    expect(await finish(oidc.world.ask(jar, 'customer'), query)).toMatchObject({
      kind: 'signed_in',
    });
  });
});

describe('a database that takes no writes', () => {
  const readOnly = (isReadOnly: boolean) => setReadOnly(oidc.world.database, isReadOnly);
  const unavailable = (error: unknown) => asProblem(error).code === 'DATABASE_UNAVAILABLE';

  it('sends nobody to the provider, spends no code, and blames no provider: the same address works once it writes again', async () => {
    const jar = new Jar();
    const query = await oidc.toCallback(jar, 'customer', 'ada');
    await readOnly(true);
    const request = oidc.world.ask(jar, 'customer');
    await expect(finish(request, query)).rejects.toSatisfy(unavailable);
    await expect(beginOidc(request, false)).rejects.toSatisfy(unavailable);
    await readOnly(false);
    expect(await finish(request, query)).toMatchObject({ kind: 'signed_in' });
  });

  it.each([
    ['from the first of its writes on', 'customers', 'fred'],
    ['in the middle of them', 'sessions', 'ada'],
  ])('%s is told as what it is, and not as the provider’s failure', async (_when, what, person) => {
    oidc.idp.people.set('fred', { sub: 'fred', name: 'Fred', email: 'fred@example.com' });
    const jar = new Jar();
    const query = await oidc.toCallback(jar, 'customer', person);
    const table = what === 'customers' ? 'customers' : 'customer_sessions';
    await oidc.world.rows(`CREATE FUNCTION refuse_writes() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'cannot execute INSERT in a read-only transaction' USING ERRCODE = '25006'; END $$`);
    await oidc.world.rows(`CREATE TRIGGER refuse BEFORE INSERT ON ${table} EXECUTE FUNCTION refuse_writes()`);
    const finished = finish(oidc.world.ask(jar, 'customer'), query);
    await expect(finished).rejects.toSatisfy(unavailable);
    await oidc.world.rows(`DROP TRIGGER refuse ON ${table}`);
    await oidc.world.rows('DROP FUNCTION refuse_writes');
  });
});

describe('a provider that is away', () => {
  it('is a problem of its own kind, and nobody is signed in', async () => {
    const request = oidc.world.ask(new Jar(), 'customer');
    const env = { ...request.env, CUSTOMER_OIDC_ISSUER: 'http://127.0.0.1:9' };
    expect(await beginOidc({ ...request, env }, false)).toEqual({ kind: 'refused', reason: 'provider' });
  });
});
