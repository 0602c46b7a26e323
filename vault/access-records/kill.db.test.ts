import type { ChildProcess } from 'node:child_process';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { until } from '#test/until';
import { makeApiKey } from '../testing/api-key';
import { Harness, type Linked } from '../testing/harness';
import { startVaultProcess } from '../testing/vault-process';

let harness: Harness;
let child: ChildProcess | undefined;

beforeAll(async () => {
  harness = await Harness.start();
});
afterEach(() => child?.kill('SIGKILL'));
afterAll(() => harness.close());

/** What the callers have received: the whole answer, with the token in it. */
type Received = { requestId: string | null; version: string };

/** So many callers, each asking again until the vault is gone. */
async function ask(url: string, key: string, linked: Linked[], received: Received[]): Promise<void> {
  const callers = linked.map(async ({ id }) => {
    for (;;) {
      const answer = await fetch(`${url}/v1/connections/${id}/access-token`, {
        headers: { authorization: `Bearer ${key}` },
      });
      const { version } = JSON.parse(await answer.text());
      if (answer.status !== 200) throw new Error(`a vend was refused: ${answer.status}`);
      received.push({ requestId: answer.headers.get('connect-wise-request-id'), version: String(version) });
    }
  });
  await Promise.allSettled(callers);
}

it('promise 11: after kill -9 of the vault no token that a caller received is missing from the records', async () => {
  const vault = harness.vault();
  const linked: Linked[] = [];
  for (let count = 0; count < 8; count += 1) linked.push(await harness.link(vault));
  const { key } = await makeApiKey(vault.database, ['tokens:read']);
  const started = await startVaultProcess(harness);
  child = started.child;
  const received: Received[] = [];
  const asking = ask(started.partnerUrl, key, linked, received);
  await until('many were answered', async () => received.length >= 200, { withinMs: 30_000 });

  // From here on no record can be committed: an answer that did not wait for its own would be one without.
  const lock = await harness.owner.connect();
  await lock.query('BEGIN; LOCK TABLE vault.access_records IN SHARE MODE');
  await until('records wait', async () => {
    const { rows } = await harness.owner.query(
      `SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted AND relation = 'vault.access_records'::regclass`,
    );
    return rows[0].n > 0;
  });
  child?.kill('SIGKILL');
  await asking;
  await lock.query('ROLLBACK');
  lock.release();

  const { rows } = await harness.owner.query(
    `SELECT request_id AS "requestId", version::text AS version FROM vault.access_records WHERE purpose = 'token'`,
  );
  const recorded = new Set(rows.map(({ requestId, version }) => `${requestId} ${version}`));
  expect(received.length).toBeGreaterThanOrEqual(200);
  expect(received.filter(({ requestId, version }) => !recorded.has(`${requestId} ${version}`))).toEqual([]);
}, 120_000);
