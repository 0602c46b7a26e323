import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Configuration } from 'oidc-provider';

export type IdpPerson = {
  sub: string;
  name?: string;
  email?: string;
  emailVerified?: boolean;
  /** YYYY-MM-DD. */
  birthdate?: string;
};
/** With `requireAuthTime` every ID token says when the person signed in, asked for or not. */
export type IdpClient = {
  clientId: string;
  clientSecret: string;
  redirectUris: string[];
  requireAuthTime?: boolean;
};

export type Idp = {
  /** Without a slash at the end, as the app's `…_OIDC_ISSUER` wants it. */
  issuer: string;
  /** Who can sign in, by `sub`; add, change or remove people while it runs. */
  people: Map<string, IdpPerson>;
  /** Parameters of the authorisation request that it disregards, as a careless provider may. */
  readonly disregards: Set<string>;
  /** How long ago whoever signs in did so, in seconds: a session at the provider that goes on. */
  signedInSecondsAgo: number;
  close(): Promise<void>;
};

/**
 * A real OpenID provider (panva/oidc-provider) on a free port: authorization code with PKCE, the address only from
 * userinfo, as most providers do it. Its sign-in page has one button for each person, and "Cancel".
 */
export async function startIdp(options: { clients: IdpClient[]; people: IdpPerson[] }): Promise<Idp> {
  const people = new Map(options.people.map((person) => [person.sub, person]));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const provider = new Provider(issuer, configuration(options.clients, people));
  const answer = provider.callback();
  const idp: Idp = {
    issuer,
    people,
    disregards: new Set(),
    signedInSecondsAgo: 0,
    close: () => closed(server),
  };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    request.url = without(idp.disregards, request.url ?? '');
    const done = request.url.startsWith('/interaction/')
      ? interaction(provider, idp, request, response)
      : answer(request, response);
    Promise.resolve(done).catch(() => response.writeHead(500).end());
  });
  return idp;
}

function without(parameters: ReadonlySet<string>, path: string): string {
  const url = new URL(path, 'http://idp');
  for (const name of parameters) url.searchParams.delete(name);
  return `${url.pathname}${url.search}`;
}

function configuration(clients: IdpClient[], people: Map<string, IdpPerson>): Configuration {
  return {
    clients: clients.map(({ clientId, clientSecret, redirectUris, requireAuthTime = false }) => ({
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uris: redirectUris,
      grant_types: ['authorization_code'],
      response_types: ['code'],
      require_auth_time: requireAuthTime,
    })),
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'birthdate'] },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    jwks: { keys: [signingKey()] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, sub) => {
      const person = people.get(sub);
      return person && { accountId: sub, claims: () => claimsOf(person) };
    },
    async loadExistingGrant({ oidc }) {
      const { client, session } = oidc;
      if (!client || !session?.accountId) return undefined;
      const grant = new oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  };
}

function signingKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'test' };
}

const claimsOf = ({ sub, name, email, emailVerified, birthdate }: IdpPerson) => ({
  sub,
  ...(name === undefined ? {} : { name }),
  ...(email === undefined ? {} : { email }),
  ...(birthdate === undefined ? {} : { birthdate }),
  ...(emailVerified === undefined ? {} : { email_verified: emailVerified }),
});

async function interaction(
  provider: Provider,
  { people, signedInSecondsAgo }: Idp,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(signInPage(people));
    return;
  }
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const login = new URLSearchParams(body).get('login') ?? '';
  const result = people.has(login)
    ? { login: { accountId: login, ts: Math.floor(Date.now() / 1_000) - signedInSecondsAgo } }
    : { error: 'access_denied', error_description: 'cancelled' };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

function signInPage(people: Map<string, IdpPerson>): string {
  const buttons = [...people.values()].map(
    ({ sub, name }) => `<p><button name="login" value="${sub}">Continue as ${name ?? sub}</button></p>`,
  );
  return `<!doctype html><html lang="en"><title>Test identity provider</title><link rel="icon" href="data:,">
<h1>Test identity provider</h1><form method="post">${buttons.join('')}<p><button name="login" value="">Cancel</button></p></form>`;
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
}
