// Auth.js with its Prisma adapter and the database variant of its guide "Refresh Token Rotation": the session callback reads the
// user's account, and refreshes the tokens of one that has expired. It stores tokens in the clear.
//
// node auth-js.mjs <database address> <Wise's address> <client id> <client secret> <key of the back end> <count>
import pg from 'pg';
import { listen } from './listen.mjs';

/**
 * Its packages are installed apart (bench/peers/package.json): the compiler knows nothing of them.
 * @param {string} name
 */
const load = (name) => import(name);
const { Auth } = await load('@auth/core');
const { PrismaAdapter } = await load('@auth/prisma-adapter');
const { PrismaPg } = await load('@prisma/adapter-pg');
const { PrismaClient } = await load('@prisma/client');

const [connectionString, wise, clientId, clientSecret, , count] = process.argv.slice(2);
const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString, max: 10 }) });

const config = {
  adapter: PrismaAdapter(prisma),
  secret: 'a secret of the bench alone, 32 characters and more',
  trustHost: true,
  basePath: '/auth',
  session: { strategy: 'database' },
  providers: [
    {
      id: 'wise',
      name: 'Wise',
      type: 'oauth',
      clientId,
      clientSecret,
      authorization: `${wise}/oauth/authorize`,
      token: `${wise}/oauth/token`,
      userinfo: `${wise}/v1/me`,
    },
  ],
  callbacks: {
    /** @param {{ session: object, user: { id: string } }} asked */
    async session({ session, user }) {
      const [account] = await prisma.account.findMany({ where: { userId: user.id, provider: 'wise' } });
      const fresh = account.expires_at * 1000 < Date.now() ? await refresh(account) : account.access_token;
      return { ...session, accessToken: fresh };
    },
  },
};

/** @param {{ refresh_token: string, providerAccountId: string }} account */
async function refresh(account) {
  const response = await fetch(`${wise}/oauth/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: account.refresh_token }),
  });
  const tokens = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(tokens));
  await prisma.account.update({
    data: {
      access_token: tokens.access_token,
      expires_at: Math.floor(Date.now() / 1000 + tokens.expires_in),
      refresh_token: tokens.refresh_token ?? account.refresh_token,
    },
    where: { provider_providerAccountId: { provider: 'wise', providerAccountId: account.providerAccountId } },
  });
  return tokens.access_token;
}

const pool = new pg.Pool({ connectionString, max: 1 });
await pool.query(`
  CREATE TABLE "User" (id text PRIMARY KEY, name text, email text UNIQUE, "emailVerified" timestamp(3), image text);
  CREATE TABLE "Account" ("userId" text NOT NULL REFERENCES "User" ON DELETE CASCADE, type text NOT NULL, provider text NOT NULL,
    "providerAccountId" text NOT NULL, refresh_token text, access_token text, expires_at int, token_type text, scope text,
    id_token text, session_state text, PRIMARY KEY (provider, "providerAccountId"));
  CREATE INDEX ON "Account" ("userId");
  CREATE TABLE "Session" ("sessionToken" text PRIMARY KEY, "userId" text NOT NULL REFERENCES "User" ON DELETE CASCADE,
    expires timestamp(3) NOT NULL)`);
await pool.query(
  `INSERT INTO "User" (id, email) SELECT 'u' || n, 'p' || n || '@mail.example' FROM generate_series(0, $1::int - 1) n`,
  [count],
);
await pool.query(
  `INSERT INTO "Account" ("userId", type, provider, "providerAccountId", refresh_token, access_token, expires_at)
   SELECT 'u' || n, 'oauth', 'wise', n::text, 'a-token-of-thirty-two-characters', 'a-token-of-thirty-two-characters',
     extract(epoch FROM now() + interval '12 hours')::int FROM generate_series(0, $1::int - 1) n`,
  [count],
);
await pool.query(
  `INSERT INTO "Session" SELECT 's' || n, 'u' || n, now() + interval '30 days' FROM generate_series(0, $1::int - 1) n`,
  [count],
);
await pool.query('ANALYZE');
await pool.end();

listen(async ({ url }) => {
  const headers = { cookie: `authjs.session-token=s${url?.slice(1)}` };
  const answer = await Auth(new Request('http://127.0.0.1:3000/auth/session', { headers }), config);
  const session = await answer.json();
  if (!session?.accessToken) throw new Error(`no token: ${answer.status} ${JSON.stringify(session)}`);
  return session;
});
