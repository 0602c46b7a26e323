import { Agent, request } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '#test/until';
import { startVault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { tokenOf } from '#vault/testing/partner-listeners';

let harness: Harness;
beforeAll(async () => {
  harness = await Harness.start();
});
afterAll(() => harness.close());

const KEPT = { recordStaleMs: 60_000 };

/** What came of requests that waited for this table while the vault was told to stop. */
async function answersAcross(table: string, count: number, keyOf: (key: string) => string) {
  const vault = await startVault(harness.env(), { deadlines: { ...UNHURRIED, ...KEPT } });
  const { key } = await makeApiKey(vault.ctx.database);
  const { id } = await harness.link(vault.ctx);
  const dispatcher = new Agent({ connections: count });
  const ask = async () => {
    const { statusCode, headers, body } = await request(vault.partnerUrl + tokenOf(id), {
      dispatcher,
      headers: { authorization: `Bearer ${keyOf(key)}` },
    });
    await body.dump();
    return `${statusCode} ${headers.connection}`;
  };
  const lock = await harness.owner.connect();
  await lock.query(`BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  let arrived = 0;
  vault.partner.server.on('request', () => {
    arrived += 1;
  });
  const asked = Array.from({ length: count }, ask);
  await until('requests wait', async () => {
    const { rowCount } = await lock.query(
      'SELECT FROM pg_locks WHERE NOT granted AND relation = $1::regclass',
      [table],
    );
    return arrived === count && rowCount;
  });
  const isClosed = vault.close();
  await lock.query('COMMIT');
  lock.release();
  const answers = await Promise.all(asked);
  await Promise.all([isClosed, dispatcher.close()]);
  const { rows } = await harness.owner.query<{ count: number }>(
    'SELECT count(*)::int FROM vault.access_records WHERE connection_id = $1',
    [id],
  );
  return { answers: new Set(answers), records: rows[0]?.count };
}

it('tokens that wait for their records leave before a stop, each with its record', async () => {
  const { answers, records } = await answersAcross('vault.access_records', 40, (key) => key);
  expect(answers).toEqual(new Set(['200 close']));
  expect(records).toBe(40);
});

it('a refusal that a stop overtakes says that its connection ends, too', async () => {
  const { answers, records } = await answersAcross('vault.api_keys', 8, (key) =>
    key.replace(/.{9}$/, 'A'.repeat(9)),
  );
  expect(answers).toEqual(new Set(['401 close']));
  expect(records).toBe(0);
});
