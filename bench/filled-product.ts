import { randomBytes } from 'node:crypto';
import { sha256Hex } from '#lib/hash/sha256';
import { newToken } from '#lib/hash/tokens';
import { withClient } from '#scripts/db/roles';
import { freePort } from '#scripts/ports';
import { startFilledDatabase } from './filled-database';
import type { Place } from './pages-and-loops';
import { startVaultProcess } from './vault-process';
import { startWebProcess } from './web-process';

const CLIENT_ID = 'bench';

/** A vault and a web of the production build over a filled database, and who is signed in. */
export type FilledProduct = {
  /** Where the web listens, without TLS. */
  port: number;
  place: Place;
  /** Sessions, as cookies carry them: of an admin, and of the customer of `place`. */
  sessions: { staff: string; customer: string };
  close(): Promise<void>;
};

const secret = () => randomBytes(24).toString('base64url');

/** @param appUrl what people's browsers are told, where it is not the web's own address. Needs `npm run build`. */
export async function startFilledProduct(count: number, appUrl?: string): Promise<FilledProduct> {
  const database = await startFilledDatabase(count, { clientId: CLIENT_ID, keyId: 'filled' });
  const stops: (() => Promise<unknown>)[] = [];
  const close = async () => {
    await Promise.allSettled(stops.map((stop) => stop()));
    await database.close();
  };
  try {
    const { ownerUrl, webUrl, vaultUrl, jobsUrl } = database;
    const [place, sessions] = await signedIn(ownerUrl, count);
    const port = await freePort();
    const shared = {
      APP_URL: appUrl ?? `http://localhost:${port}`,
      VAULT_INTERNAL_URL: `http://127.0.0.1:${await freePort()}`,
      VAULT_INTERNAL_KEY: secret(),
      WISE_SANDBOX_CLIENT_ID: CLIENT_ID,
      WISE_PRODUCTION_CLIENT_ID: CLIENT_ID,
      LOG_LEVEL: 'fatal',
    };
    const partnerPort = await freePort();
    const vaultEnv = {
      ...shared,
      VAULT_DATABASE_URL: vaultUrl,
      VAULT_JOBS_DATABASE_URL: jobsUrl,
      VAULT_KEYS: `bench:${randomBytes(32).toString('base64')}`,
      PARTNER_API_PORT: String(partnerPort),
      WEBHOOK_PORT: String(await freePort()),
      WISE_SANDBOX_CLIENT_SECRET: secret(),
      WISE_PRODUCTION_CLIENT_SECRET: secret(),
      // nobody is called: what is due stays due
      WISE_SANDBOX_API_URL: 'http://127.0.0.1:9',
      WISE_PRODUCTION_API_URL: 'http://127.0.0.1:9',
    };
    const healthUrl = `http://127.0.0.1:${partnerPort}/healthz`;
    stops.push(await startVaultProcess(vaultEnv, healthUrl, { isBundled: true }));
    const webEnv = {
      ...shared,
      DATABASE_URL: webUrl,
      NEXTAUTH_SECRET: secret(),
      SMTP_URL: 'smtp://127.0.0.1:9',
      SECURITY_CONTACT: 'mailto:security@example.com',
      ...(appUrl === undefined ? {} : { TRUSTED_PROXIES: '127.0.0.1' }),
    };
    stops.push(await startWebProcess(port, webEnv));
    return { port, place, sessions, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** In the middle of what was filled, and both sessions. */
async function signedIn(ownerUrl: string, count: number): Promise<[Place, FilledProduct['sessions']]> {
  const [staff, customer] = [newToken(), newToken()];
  return withClient(ownerUrl, async (owner) => {
    const { rows } = await owner.query<Omit<Place, 'count'>>(
      `SELECT id AS "connectionId", customer_id AS "customerId", created_at AS "createdAt"
       FROM connections ORDER BY created_at DESC OFFSET $1::int / 2 LIMIT 1`,
      [count],
    );
    const [middle] = rows;
    if (middle === undefined) throw new Error('nothing was filled');
    await owner.query(
      `WITH admin AS (INSERT INTO staff (email, name, role) VALUES ('admin@bench.example', 'Bench', 'admin') RETURNING id)
       INSERT INTO staff_sessions (token_hash, staff_id, expires)
       SELECT $1, id, now() + interval '8 hours' FROM admin`,
      [sha256Hex(staff)],
    );
    await owner.query(
      `INSERT INTO customer_sessions (token_hash, customer_id, expires) VALUES ($1, $2, now() + interval '8 hours')`,
      [sha256Hex(customer), middle.customerId],
    );
    return [
      { ...middle, count },
      { staff, customer },
    ];
  });
}
