import { newToken } from '#lib/hash/tokens';
import { addCustomer, findCustomer } from '#web/customers/people';
import { readCookie } from '#web/http/cookies';
import { startSession } from '#web/sessions/sessions';
import { signedInFrom } from '#web/sessions/signed-in-from';
import { findStaffByAddress } from '#web/staff/people';
import { type SignInAnswer, type SignInRequest, signedIn } from './answer';
import { forgetMailCodes } from './mail-tokens';
import { type Refusal, refuse } from './refuse';
import { rememberDevice } from './remembered-device';

/** The issuer of people who are known by an email link alone. */
const MAIL_ISSUER = 'email';

/** Signs in whoever has shown, by a link or a code, that they read the mailbox of this address. */
export async function signInByMail(
  request: SignInRequest,
  address: string,
  returnTo: string | undefined,
): Promise<SignInAnswer> {
  const { db, env, audience, headers } = request;
  await forgetMailCodes(db, audience, address);
  const personId = await personOf(request, address);
  if (personId === undefined) return refuse(request, NOT_ADDED);
  const sessionToken = newToken();
  const replaces = readCookie(headers, env, `cw-${audience}`);
  await startSession(db, {
    audience,
    personId,
    token: sessionToken,
    method: 'email',
    replaces,
    from: signedInFrom(headers),
  });
  const answer = signedIn(request, sessionToken, returnTo);
  return { ...answer, cookies: [...answer.cookies, rememberDevice(request, address)] };
}

const NOT_ADDED: Refusal = {
  reason: 'not_added',
  cause: { why: 'no member of staff has this address' },
};

/** Whose address it is. A customer is added at the first sign-in; staff only by an admin. */
async function personOf({ db, audience }: SignInRequest, address: string): Promise<string | undefined> {
  if (audience === 'staff') return (await findStaffByAddress(db, address))?.id;
  const identity = { issuer: MAIL_ISSUER, subject: address };
  const known = await findCustomer(db, identity);
  if (known !== null) return known.id;
  const account = { ...identity, provider: 'customer-email', type: 'email' } as const;
  return (await addCustomer(db, account, { name: null, email: address, isEmailVerified: true })).id;
}
