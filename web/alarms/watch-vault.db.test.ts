import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, openDatabase } from '#lib/db/client';
import { Secret } from '#lib/log/secret';
import { withClient } from '#scripts/db/roles';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { until } from '#test/until';
import { isVaultReady } from '#web/vault-client/vault-client';
import { findOpenAlarm } from './report-alarm';
import { watchVault } from './watch-vault';

let test: TestDatabase;
let web: Database;

beforeAll(async () => {
  test = await createTestDatabase();
  web = openDatabase(test.webUrl, { applicationName: 'test' });
});
afterAll(async () => {
  await web.close();
  await test.drop();
});

const log = { info: () => undefined, error: () => undefined, warn: () => undefined };
const alarm = () => findOpenAlarm(web.db, 'vault_unavailable');

it('a vault that does not answer opens an alarm, which closes by itself when it answers again', async () => {
  const vault = createServer((_request, response) => response.end('{"ok":true}'));
  const listen = (port: number) =>
    new Promise<void>((resolve) => vault.listen(port, '127.0.0.1', () => resolve()));
  await listen(0);
  const { port } = vault.address() as AddressInfo;
  const endpoint = { url: `http://127.0.0.1:${port}`, key: new Secret('the internal key') };
  let asked = 0;
  const isReady = async () => {
    const isUp = await isVaultReady(endpoint);
    asked += 1;
    return isUp;
  };
  const stop = watchVault({ db: web.db, log, isReady, everyMs: 20, patienceMs: 200 });
  await until('it was asked a few times', () => asked > 3);
  expect(await alarm()).toBeUndefined();

  vault.closeAllConnections();
  await new Promise((resolve) => vault.close(resolve));
  await until('the alarm is open', alarm);

  await listen(port);
  const since = asked;
  await until('it was asked again', () => asked > since + 3);
  expect(await alarm(), 'another web may see another vault: not at once').toBeDefined();
  await withClient(test.ownerUrl, (owner) =>
    owner.query(`UPDATE alarms SET last_seen_at = now() - interval '16 seconds'`),
  );
  await until('the alarm is closed', async () => (await alarm()) === undefined);
  await stop();
  vault.closeAllConnections();
  vault.close();
});
