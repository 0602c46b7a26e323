/** A Wise customer's browser, without a browser: signs in and decides over the emulator's real pages. */
export type ConsentRequest = {
  /** The emulator's base URL. */
  url: string;
  clientId: string;
  redirectUri: string;
  state?: string;
  userId: string;
};

/** Where the browser was sent back to, and what stood in the query. */
export type Consent = { location: string; code: string; state: string | null; profileId: string | null };

async function postForm(url: string, fields: Record<string, string>, cookie = ''): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie },
    body: new URLSearchParams(fields),
  });
}

/** Signs in with one click and returns the browser's cookie. Throws when the emulator does not know the user. */
export async function signInAsWiseUser(url: string, userId: string): Promise<string> {
  const response = await postForm(`${url}/sign-in`, { user_id: userId });
  const cookie = response.headers.get('set-cookie')?.split(';', 1)[0];
  if (!cookie) throw new Error(`Could not sign in as Wise user ${userId}: ${response.status}.`);
  return cookie;
}

/** Presses "Give access" or "Deny" on the consent page, and returns the raw response. */
export async function decideAtWise(
  request: ConsentRequest & { decision: 'give' | 'deny'; profileId?: string },
): Promise<Response> {
  const { url, clientId, redirectUri, state, userId, decision, profileId } = request;
  const fields = {
    client_id: clientId,
    redirect_uri: redirectUri,
    decision,
    ...(state === undefined ? {} : { state }),
    ...(profileId === undefined ? {} : { profile_id: profileId }),
  };
  return postForm(`${url}/oauth/authorize/decision`, fields, await signInAsWiseUser(url, userId));
}

/** The whole consent in one call. Throws when the emulator did not redirect with a code. */
export async function giveAccess(request: ConsentRequest & { profileId?: string }): Promise<Consent> {
  const response = await decideAtWise({ ...request, decision: 'give' });
  const location = response.headers.get('location') ?? '';
  const query = new URLSearchParams(location.slice(location.indexOf('?') + 1));
  const code = query.get('code');
  if (!code) throw new Error(`The emulator gave no code: ${response.status} ${location}`);
  return { location, code, state: query.get('state'), profileId: query.get('profileId') };
}
