import NextAuth, { type AuthOptions } from 'next-auth';
import { newToken, sha256Hex } from '#lib/hash/tokens';
import { setNextAuthUrl } from '#web/env/next-auth';
import { cookieName } from '#web/http/cookies';
import type { SignInAttempt } from './attempt';
import { authOptions } from './options';

export type NextAuthCall = {
  action: 'signin' | 'callback';
  query?: Record<string, string>;
  body?: Record<string, string>;
  /** Values by the names on the wire. */
  cookies?: Record<string, string>;
};

/** What next-auth wanted to answer: an address, and Set-Cookie values. */
export type NextAuthAnswer = { redirect: string | undefined; cookies: string[] };

type Recorder = {
  status(code: number): Recorder;
  setHeader(name: string, value: string | string[]): Recorder;
  getHeader(name: string): string | string[] | undefined;
  end(): void;
  send(body: unknown): void;
  json(body: unknown): void;
};
type ApiRequest = {
  method: string;
  headers: Record<string, string>;
  query: Record<string, string | string[]>;
  body: Record<string, string>;
  cookies: Record<string, string>;
};
// next-auth is called the way a Pages route calls it, with exactly the cookies it may see: as a route
// handler it would read all cookies of the request itself, a session's among them.
type Handler = (request: ApiRequest, response: Recorder, options: AuthOptions) => Promise<unknown>;
const handler = NextAuth as unknown as Handler;

/**
 * Runs next-auth for one request of one audience, and records its answer instead of sending it.
 *
 * @throws what the database threw meanwhile: next-auth itself would answer with a redirect that blames the provider.
 */
export async function runNextAuth(attempt: SignInAttempt, call: NextAuthCall): Promise<NextAuthAnswer> {
  setNextAuthUrl(attempt.env.APP_URL);
  const csrf = call.action === 'signin' ? csrfPair(attempt) : undefined;
  const headers = new Map<string, string | string[]>();
  const response: Recorder = {
    status: () => response,
    setHeader: (name, value) => {
      headers.set(name.toLowerCase(), value);
      return response;
    },
    getHeader: (name) => headers.get(name.toLowerCase()),
    end: () => undefined,
    send: () => undefined,
    json: () => undefined,
  };
  await handler(
    {
      method: call.action === 'signin' ? 'POST' : 'GET',
      headers: {},
      query: { ...call.query, nextauth: [call.action, attempt.providerId] },
      body: { ...call.body, ...csrf?.body },
      cookies: { ...call.cookies, ...csrf?.cookies },
    },
    response,
    authOptions(attempt),
  );
  if (attempt.databaseFailure !== undefined) throw attempt.databaseFailure;
  const location = headers.get('location');
  return {
    redirect: typeof location === 'string' ? location : undefined,
    cookies: [headers.get('set-cookie') ?? []].flat(),
  };
}

/**
 * next-auth wants its own double-submit pair on POST signin. Ours is made and used within this call:
 * what keeps other sites out is `readOpenForm` (Fetch-Metadata, Origin), before we get here.
 */
function csrfPair({ env, audience }: SignInAttempt) {
  const csrfToken = newToken();
  const hash = sha256Hex(`${csrfToken}${env.NEXTAUTH_SECRET.reveal()}`);
  return {
    body: { csrfToken },
    cookies: { [cookieName(env, `cw-${audience}-oidc-csrf`)]: `${csrfToken}|${hash}` },
  };
}
