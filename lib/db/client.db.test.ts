import net from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withClient } from '#scripts/db/roles';
import { createTestDatabase, type TestDatabase } from '#scripts/test/database.ts';
import { type Database, openDatabase } from './client';
import { isDatabaseFailure } from './database-failure';

let test: TestDatabase;
let web: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  await withClient(test.ownerUrl, async (client) => {
    const { rows } = await client.query('SELECT current_database() AS name');
    const name = client.escapeIdentifier(String(rows[0]?.name));
    await client.query(`ALTER DATABASE ${name} SET TimeZone TO 'Pacific/Auckland'`);
  });
  web = openDatabase(test.webUrl, { applicationName: 'test', max: 2 });
});
afterAll(async () => {
  await web.close();
  await test.drop();
});

describe('openDatabase', () => {
  it('keeps moments exact on a server whose zone is not UTC, written and read, by model and by SQL', async () => {
    const moment = new Date('2026-07-01T12:34:56.789Z');
    const made = await web.db.customer.create({
      data: { email: 'ada@example.com', emailVerified: moment },
      select: { id: true, emailVerified: true },
    });
    expect(made.emailVerified).toEqual(moment);
    const rows = await web.db.$queryRaw<{ is_same: boolean; at: Date }[]>`
      SELECT email_verified = ${moment} AS is_same, email_verified AS at FROM public.customers
      WHERE id = ${made.id}::uuid AND email_verified = '2026-07-01T12:34:56.789Z'`;
    expect(rows).toEqual([{ is_same: true, at: moment }]);
  });

  it('gives up on a server that answers nothing any more, as a failure of the database', async () => {
    const way = await silenceable(test.webUrl);
    const cutOff = openDatabase(way.url, { applicationName: 'test', max: 1 });
    try {
      await cutOff.db.$queryRaw`SELECT 1`;
      way.silence();
      const failure = await cutOff.db.$queryRaw`SELECT 1`.then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(failure).toBeInstanceOf(Error);
      expect(isDatabaseFailure(failure)).toBe(true);
    } finally {
      way.close();
      await cutOff.close();
    }
  });
});

/** A way to the database that can go silent: connections stay open, and nothing comes through. */
async function silenceable(url: string) {
  const target = new URL(url);
  const sockets = new Set<net.Socket>();
  const server = net.createServer((near) => {
    const far = net.connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) sockets.add(socket.on('error', () => undefined));
    near.pipe(far);
    far.pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const way = new URL(url);
  way.host = `127.0.0.1:${address.port}`;
  return {
    url: way.href,
    silence: () => {
      for (const socket of sockets) socket.unpipe().pause();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
