// npm run bench [-- <connections> <seconds>]: what one vault process vends and refreshes in a second.
// A PostgreSQL, an emulator and a vault process of their own, all on this machine and gone afterwards. Who asks, the
// emulator and the database share its cores with the vault, so these are lower bounds.

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { startEmulator } from 'wise-emulator';
import { DEFAULT_SCOPES } from '#lib/contract/api-key-scopes';
import { createLogger } from '#lib/log/logger';
import { readNumbers } from '#scripts/arguments';
import { withClient } from '#scripts/db/roles';
import { freePort } from '#scripts/ports';
import { createDatabase, startTestCluster } from '#test/database/cluster.mjs';
import { createApiKey } from '#vault/api-keys/create-key';
import { parseVaultEnv } from '#vault/env/vault-env';
import { openKeyRing } from '#vault/keys/key-ring';
import { createContext } from '#vault/runtime/context';
import { CLIENT_ID, makeConnections, REDIRECT_URI } from './connections';
import { line, load } from './load';
import { machine } from './machine';
import { startVaultProcess } from './vault-process';

const [connections = 500, seconds = 10] = readNumbers('usage: npm run bench [-- <connections> <seconds>]', 2);
const COUNT = Math.min(5_000, connections);
const SECONDS = Math.min(60, seconds);
const CALLERS = 32;

const secret = () => randomBytes(24).toString('base64url');
const clientSecret = secret();
const client = {
  clientId: CLIENT_ID,
  clientSecrets: [clientSecret],
  redirectUris: [REDIRECT_URI],
  name: 'Bench',
};

const emulator = await startEmulator({ clients: [client] });
const cluster = await startTestCluster({ fsync: true });
const { ownerUrl, vaultUrl, jobsUrl } = await createDatabase(cluster);
const port = await freePort();
const settings = {
  VAULT_DATABASE_URL: vaultUrl,
  VAULT_JOBS_DATABASE_URL: jobsUrl,
  VAULT_KEYS: `bench:${randomBytes(32).toString('base64')}`,
  VAULT_INTERNAL_URL: `http://127.0.0.1:${await freePort()}`,
  VAULT_INTERNAL_KEY: secret(),
  PARTNER_API_PORT: String(port),
  WEBHOOK_PORT: '0',
  WISE_SANDBOX_CLIENT_ID: CLIENT_ID,
  WISE_SANDBOX_CLIENT_SECRET: clientSecret,
  WISE_SANDBOX_API_URL: emulator.url,
  LOG_LEVEL: 'error',
};
const ownEnv = parseVaultEnv(settings);
const own = createContext(ownEnv, openKeyRing(ownEnv.VAULT_KEYS), {
  log: createLogger('bench', 'silent'),
});
const url = `http://127.0.0.1:${port}`;
const partner = new Pool(url, { connections: CALLERS });
let stopVault: (() => Promise<void>) | undefined;

try {
  const database = await withClient(ownerUrl, async (owner) => {
    await owner.query(
      `INSERT INTO customers (name, email) SELECT 'Person ' || n, 'person-' || n || '@mail.example'
       FROM generate_series(1, ${2 * COUNT}) n`,
    );
    const { rows } = await owner.query('SHOW server_version');
    return `PostgreSQL ${rows[0].server_version}`;
  });
  const live = await makeConnections(own, emulator, COUNT, 43_199);
  const expired = await makeConnections(own, emulator, COUNT, 1);
  const { key } = await createApiKey(own.database, {
    name: 'bench',
    scopes: DEFAULT_SCOPES,
    operator: 'bench',
  });
  stopVault = await startVaultProcess(settings, url);

  const vend = async (id: string | undefined) => {
    const { statusCode, body } = await partner.request({
      method: 'GET',
      path: `/v1/connections/${id}/access-token`,
      headers: { authorization: `Bearer ${key.reveal()}` },
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`a vend was refused: ${statusCode} ${text}`);
  };
  const vendLive = (turn: number) => vend(live[turn % live.length]);

  console.log(`${machine()}, ${database} (embedded)`);
  console.log(`one vault process, ${COUNT} connections, ${CALLERS} callers\n`);
  await load(CALLERS, vendLive, (_turn, seconds) => seconds >= 2);
  console.log(
    line('vend, the token is live', await load(CALLERS, vendLive, (_, seconds) => seconds >= SECONDS)),
  );
  // One second of life is over by now; Wise's answer to the refresh comes at once, so this is our own part.
  await sleep(1_000);
  const refreshed = await load(
    CALLERS,
    (turn) => vend(expired[turn]),
    (turn) => turn >= expired.length,
  );
  console.log(line('vend, the token has to be refreshed first', refreshed));
} finally {
  await stopVault?.();
  await partner.close();
  await own.database.close();
  await emulator.close();
  await cluster.close();
}
