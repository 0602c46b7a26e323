import { isLoopback } from '#lib/env/fields';
import { newToken } from '#lib/hash/tokens';
import { addCustomer, findCustomer } from '#web/customers/people';
import { isLocalApp, type WebEnv } from '#web/env/web-env';
import { readCookie } from '#web/http/cookies';
import { startSession } from '#web/sessions/sessions';
import { signedInFrom } from '#web/sessions/signed-in-from';
import { findStaffByAddress } from '#web/staff/people';
import { type SignedIn, type SignInRequest, signedIn } from './answer';

/** The demo customers of one-click sign-in; made at their first sign-in. Staff come from prisma/seed.mjs. */
export const DEMO_CUSTOMERS = [
  { name: 'Ada Lovelace', email: 'ada@example.com' },
  { name: 'Bo Business', email: 'bo@example.com' },
  { name: 'Cy Other', email: 'cy@example.com' },
] as const;

export const DEMO_STAFF = [
  { name: 'Vera Viewer', email: 'viewer@example.com' },
  { name: 'Sam Support', email: 'support@example.com' },
  { name: 'Olga Operator', email: 'operator@example.com' },
  { name: 'Alex Admin', email: 'admin@example.com' },
] as const;

/** Headers that only something between the browser and us would send. Next adds four of its own (below). */
const FROM_A_PROXY = /^(?:forwarded|via|x-real-ip|x-forwarded-(?!(?:host|port|proto|for)$).*)$/;

const HERE = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/**
 * Whether one-click sign-in exists for this request: only where `npm run dev` started `next dev`, and
 * only straight to this machine. A tunnel or proxy in front of a developer's machine shows in the
 * headers or the Host, and then there is no such sign-in.
 *
 * Next itself fills in X-Forwarded-Host, -Port, -Proto and -For when they are absent: they pass only
 * with what it writes for a direct request.
 */
export function isDevSignInOpen(env: WebEnv, headers: Pick<Headers, 'get' | 'keys'>): boolean {
  if (env.CONNECT_DEV_SIGN_IN !== '1' || env.NODE_ENV !== 'development' || !isLocalApp(env)) return false;
  if ([...headers.keys()].some((name) => FROM_A_PROXY.test(name))) return false;
  const host = headers.get('host') ?? '';
  const isDirect =
    (headers.get('x-forwarded-host') ?? host) === host &&
    (headers.get('x-forwarded-proto') ?? 'http') === 'http' &&
    HERE.has(headers.get('x-forwarded-for') ?? '127.0.0.1');
  return isDirect && URL.canParse(`http://${host}`) && isLoopback(new URL(`http://${host}`).hostname);
}

/** Signs a demo person in by the same session code as everybody else; undefined for anybody who is none. */
export async function signInDemoPerson(
  request: SignInRequest,
  email: string | undefined,
  returnTo: string | undefined,
): Promise<SignedIn | undefined> {
  const id =
    request.audience === 'customer' ? await customerId(request, email) : await staffId(request, email);
  if (id === undefined) return undefined;
  const { db, env, audience, headers } = request;
  const token = newToken();
  const replaces = readCookie(headers, env, `cw-${audience}`);
  await startSession(db, {
    audience,
    personId: id,
    token,
    method: 'dev',
    replaces,
    from: signedInFrom(headers),
  });
  return signedIn(request, token, returnTo);
}

async function customerId({ db }: SignInRequest, email: string | undefined): Promise<string | undefined> {
  const person = DEMO_CUSTOMERS.find((each) => each.email === email);
  if (person === undefined) return undefined;
  const identity = { issuer: 'dev', subject: person.email };
  const known = await findCustomer(db, identity);
  const customer =
    known ??
    (await addCustomer(
      db,
      { ...identity, provider: 'customer-dev', type: 'oauth' },
      { ...person, isEmailVerified: true },
    ));
  return customer.id;
}

async function staffId({ db }: SignInRequest, email: string | undefined): Promise<string | undefined> {
  const person = DEMO_STAFF.find((each) => each.email === email);
  return person === undefined ? undefined : (await findStaffByAddress(db, person.email))?.id;
}
