// better-auth with its generic OAuth plugin and encrypted tokens, as its guide sets them up: a back end that asks on the server
// for a user's access token, `auth.api.getAccessToken`, which refreshes one that is about to expire.
//
// node better-auth.mjs <database address> <Wise's address> <client id> <client secret> <key of the back end> <count>
import { timingSafeEqual } from 'node:crypto';
import pg from 'pg';
import { listen } from './listen.mjs';

/**
 * Its packages are installed apart (bench/peers/package.json): the compiler knows nothing of them.
 * @param {string} name
 */
const load = (name) => import(name);
const { betterAuth } = await load('better-auth');
const { symmetricEncrypt } = await load('better-auth/crypto');
const { getMigrations } = await load('better-auth/db/migration');
const { genericOAuth } = await load('better-auth/plugins');

const [connectionString, wise, clientId, clientSecret, apiKey, count] = process.argv.slice(2);
const secret = 'a secret of the bench alone, 32 characters and more';
const pool = new pg.Pool({ connectionString, max: 10 });
const options = {
  baseURL: 'http://127.0.0.1:3000',
  secret,
  database: pool,
  account: { encryptOAuthTokens: true },
  logger: { disabled: true },
  telemetry: { enabled: false },
  plugins: [
    genericOAuth({
      config: [
        {
          providerId: 'wise',
          clientId,
          clientSecret,
          authorizationUrl: `${wise}/oauth/authorize`,
          tokenUrl: `${wise}/oauth/token`,
          authentication: 'basic',
          getUserInfo: async () => null,
        },
      ],
    }),
  ],
};
await (await getMigrations(options)).runMigrations();
const auth = betterAuth(options);

const token = await symmetricEncrypt({ key: secret, data: 'a-token-of-thirty-two-characters' });
await pool.query(
  `INSERT INTO "user" (id, name, email, "emailVerified", "createdAt", "updatedAt")
   SELECT 'u' || n, 'Person ' || n, 'p' || n || '@mail.example', true, now(), now() FROM generate_series(0, $1::int - 1) n`,
  [count],
);
const columns = await pool.query(
  `SELECT column_name FROM information_schema.columns WHERE table_name = 'account' AND is_nullable = 'NO'`,
);
/** @type {Record<string, string>} */
const values = {
  id: `'a' || n`,
  accountId: `n::text`,
  providerAccountId: `n::text`,
  providerId: `'wise'`,
  userId: `'u' || n`,
  accessToken: '$2::text',
  refreshToken: '$2::text',
  accessTokenExpiresAt: `now() + interval '12 hours'`,
  createdAt: 'now()',
  updatedAt: 'now()',
  issuer: `'wise'`,
};
const known = await pool.query(
  `SELECT column_name FROM information_schema.columns WHERE table_name = 'account'`,
);
const names = known.rows.map(({ column_name: name }) => name).filter((name) => values[name] !== undefined);
const missing = columns.rows
  .map(({ column_name: name }) => name)
  .filter((name) => values[name] === undefined);
if (missing.length > 0) throw new Error(`better-auth has columns that the bench does not fill: ${missing}`);
await pool.query(
  `INSERT INTO account (${names.map((name) => `"${name}"`)}) SELECT ${names.map((name) => values[name])}
   FROM generate_series(0, $1::int - 1) n`,
  [count, token],
);
await pool.query('ANALYZE');

const expected = Buffer.from(`Bearer ${apiKey}`);
listen(async ({ url, headers }) => {
  const given = Buffer.from(headers.authorization ?? '');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Error('no key');
  const number = url?.slice(1);
  return auth.api.getAccessToken({ body: { accountId: `a${number}`, userId: `u${number}` } });
});
