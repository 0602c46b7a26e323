import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '#lib/db/client';
import { isDatabaseFailure } from '#lib/db/database-failure';
import { AppError } from '#lib/errors/app-error';
import { setReadOnly } from '#test/database/read-only';
import { asProblem } from '#web/http/as-problem';
import { CLIENT_HEADER } from '#web/http/client';
import { RATE_LIMITS } from '#web/rate-limits/consume';
import type { SignInRequest } from './answer';
import { admitMail } from './limits';
import { STRANGERS_OPEN_LINKS } from './mail-tokens';
import { rememberDevice } from './remembered-device';
import { Jar, openWorld, type World } from './testing/world';

const VICTIM = 'victim@example.com';
let world: World;

beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** A browser that speaks from this network. */
function from(network: string, jar = new Jar()): SignInRequest {
  const request = world.ask(jar, 'customer');
  const headers = new Headers(jar.headers());
  headers.set(CLIENT_HEADER, network);
  return { ...request, headers };
}

async function may(request: SignInRequest, address: string): Promise<boolean> {
  try {
    await admitMail(request, address);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'TOO_MANY_REQUESTS') return false;
    throw error;
  }
}

async function askOften(network: string, times: number, addressOf: (time: number) => string): Promise<void> {
  for (let time = 0; time < times; time += 1) await may(from(network), addressOf(time));
}

/** A browser in which the address has signed in by email before. */
function known(address: string): Jar {
  const jar = new Jar();
  jar.keep([rememberDevice(world.ask(jar, 'customer'), address)]);
  return jar;
}

describe('asking for email links in somebody’s name', () => {
  it('from another network, however often, keeps no link away from them', async () => {
    for (let network = 1; network <= 5; network += 1) {
      await askOften(`198.51.100.${network}`, RATE_LIMITS['mail to one address'].uses + 2, () => VICTIM);
    }
    expect(await may(from('203.0.113.7'), VICTIM)).toBe(true);
  });

  it('from one network ends there, for that address and then for all', async () => {
    const network = '198.51.100.50';
    await askOften(network, RATE_LIMITS['mail to one address'].uses, () => 'flood@example.com');
    expect(await may(from(network), 'flood@example.com')).toBe(false);
    expect(await may(from(network), 'other@example.com')).toBe(true);
    await askOften(network, RATE_LIMITS.mail.uses, (time) => `many-${time}@example.com`);
    expect(await may(from(network), 'one-more@example.com')).toBe(false);
    expect(await may(from('203.0.113.8'), 'one-more@example.com')).toBe(true);
  });

  it('from their own network keeps none away from a browser in which they signed in before', async () => {
    const network = '198.51.100.60';
    await askOften(network, RATE_LIMITS.mail.uses + 1, () => VICTIM);
    expect(await may(from(network), VICTIM)).toBe(false);
    expect(await may(from(network, known(VICTIM)), VICTIM)).toBe(true);
  });

  it('is not made easier by a browser in which somebody else signed in', async () => {
    const network = '198.51.100.70';
    await askOften(network, RATE_LIMITS['mail to one address'].uses, () => VICTIM);
    expect(await may(from(network, known('attacker@example.com')), VICTIM)).toBe(false);
  });

  it('over all addresses is bounded for strangers, and never for a browser that is known', async () => {
    await world.rows(
      `INSERT INTO customer_verification_tokens (identifier, token, expires)
       SELECT 'x' || n || '@example.com', 'token' || n, now() + interval '10 minutes' FROM generate_series(1, $1) n`,
      [STRANGERS_OPEN_LINKS],
    );
    expect(await may(from('203.0.113.9'), 'stranger@example.com')).toBe(false);
    expect(await may(from('203.0.113.9', known('old@example.com')), 'old@example.com')).toBe(true);
    await world.rows('DELETE FROM customer_verification_tokens');
  });
});

it('nobody is told to wait for a message while the database is away', async () => {
  const away = openDatabase('postgresql://nobody@127.0.0.1:9/none', { applicationName: 'test' });
  for (const request of [from('203.0.113.7'), from(''), from('', known(VICTIM))]) {
    await expect(admitMail({ ...request, db: away.db }, VICTIM)).rejects.toSatisfy(isDatabaseFailure);
  }
  await away.close();
});

it('nobody is told to wait for a message while the database takes no writes, with or without a known address', async () => {
  await setReadOnly(world.database, true);
  for (const request of [from('203.0.113.7'), from(''), from('', known(VICTIM))]) {
    const refused = admitMail(request, VICTIM).catch(asProblem);
    expect(await refused).toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  }
  await setReadOnly(world.database, false);
});
