import { randomBytes } from 'node:crypto';
import { Pool } from 'undici';
import { type Emulator, startEmulator } from 'wise-emulator';
import { DEFAULT_SCOPES } from '#lib/contract/api-key-scopes';
import { createLogger } from '#lib/log/logger';
import { bundle } from '#scripts/build/bundle';
import { withClient } from '#scripts/db/roles';
import { freePort } from '#scripts/ports';
import { createDatabase, startTestCluster } from '#test/database/cluster.mjs';
import { createApiKey } from '#vault/api-keys/create-key';
import { parseVaultEnv } from '#vault/env/vault-env';
import { openKeyRing } from '#vault/keys/key-ring';
import { createContext, type VaultContext } from '#vault/runtime/context';
import { CLIENT_ID, REDIRECT_URI } from './connections';
import { startVaultProcess } from './vault-process';

type TestCluster = Awaited<ReturnType<typeof startTestCluster>>;
export type VaultProcess = Awaited<ReturnType<typeof startVaultProcess>>;

/** A PostgreSQL that waits for the disk, an emulator and what vault processes on them are started with; all on this machine. */
export type Stack = {
  emulator: Emulator;
  ownerUrl: string;
  /** The database, as web's role. */
  webDatabaseUrl: string;
  cluster: TestCluster;
  /** What stands in .env.vault; PARTNER_API_PORT is `url`'s. */
  settings: Record<string, string>;
  /** Of the partner API of the first vault. */
  url: string;
  webhookUrl: string;
  /** In this process, for making rows. */
  own: VaultContext;
  /** As an HTTP header. */
  authorization: string;
  addCustomers(count: number): Promise<void>;
  /** Starts a vault process of the production bundle; `port` when it is not the first. It ends with the stack. */
  startVault(changes?: Record<string, string>): Promise<VaultProcess>;
  /** Keep-alive connections to an address, closed with the stack. */
  connect(url: string, connections: number): Pool;
  close(): Promise<void>;
};

const secret = () => randomBytes(24).toString('base64url');

/** Keys and ports that nobody else has. */
const makeSettings = async () => ({
  VAULT_KEYS: `bench:${randomBytes(32).toString('base64')}`,
  VAULT_INTERNAL_URL: `http://127.0.0.1:${await freePort()}`,
  VAULT_INTERNAL_KEY: secret(),
  PARTNER_API_PORT: String(await freePort()),
  WEBHOOK_PORT: String(await freePort()),
  WISE_SANDBOX_CLIENT_ID: CLIENT_ID,
  LOG_LEVEL: 'error',
});

/** Everything that a benchmark of the vault needs; `close` ends and removes all of it, and ends what was started by it. */
export async function startStack(changes: Record<string, string> = {}): Promise<Stack> {
  const clientSecret = secret();
  const client = {
    clientId: CLIENT_ID,
    clientSecrets: [clientSecret],
    redirectUris: [REDIRECT_URI],
    name: 'Bench',
  };
  const emulator = await startEmulator({ clients: [client] });
  const cluster = await startTestCluster({ fsync: true });
  const { ownerUrl, webUrl, vaultUrl, jobsUrl } = await createDatabase(cluster);
  const settings = {
    ...(await makeSettings()),
    VAULT_DATABASE_URL: vaultUrl,
    VAULT_JOBS_DATABASE_URL: jobsUrl,
    WISE_SANDBOX_CLIENT_SECRET: clientSecret,
    WISE_SANDBOX_API_URL: emulator.url,
    ...changes,
  };
  const env = parseVaultEnv(settings);
  const own = createContext(env, openKeyRing(env.VAULT_KEYS), { log: createLogger('bench', 'silent') });
  const { key } = await createApiKey(own.database, {
    name: 'bench',
    scopes: DEFAULT_SCOPES,
    operator: 'bench',
  });
  const stops = new Set<() => Promise<unknown>>();
  let bundled: Promise<unknown> | undefined;
  return {
    emulator,
    ownerUrl,
    webDatabaseUrl: webUrl,
    cluster,
    settings,
    url: `http://127.0.0.1:${settings.PARTNER_API_PORT}`,
    webhookUrl: `http://127.0.0.1:${settings.WEBHOOK_PORT}`,
    own,
    authorization: `Bearer ${key.reveal()}`,
    addCustomers: (count) =>
      withClient(ownerUrl, async (owner) => {
        await owner.query(
          `INSERT INTO customers (name, email) SELECT 'Person ' || n, 'person-' || n || '@mail.example'
           FROM generate_series(1, ${count}) n`,
        );
      }),
    startVault: async (others = {}) => {
      bundled ??= bundle();
      await bundled;
      const all = { ...settings, ...others };
      const url = `http://127.0.0.1:${all.PARTNER_API_PORT}`;
      const stop = await startVaultProcess(all, `${url}/healthz`, { isBundled: true });
      const once = async (signal?: NodeJS.Signals) => {
        stops.delete(once);
        await stop(signal);
      };
      stops.add(once);
      return Object.assign(once, { pid: stop.pid });
    },
    connect: (url, connections) => {
      const pool = new Pool(url, { connections });
      stops.add(() => pool.close());
      return pool;
    },
    close: async () => {
      await Promise.allSettled([...stops].map((stop) => stop()));
      await Promise.allSettled([own.wise.close(), own.database.close(), emulator.close()]);
      await cluster.close();
    },
  };
}
