import { ADA, basic, emulatorForTests, exchangeOf, refreshOf } from '#testing/emulator-for-tests';
import { registrationOf, userMaker } from '#testing/made-user';
import { describeExamples, type Example, oauthError } from './example';

const wise = emulatorForTests();
const set = (settings: Record<string, unknown>) => wise.control('PUT', '/settings', settings);
const userAction = (act: string, body?: unknown) => wise.control('POST', `/users/${ADA.userId}/${act}`, body);

/** A refresh after something happened to the user or the app. */
async function refreshAfter(happens: () => Promise<unknown>): ReturnType<Example['ask']> {
  const { body: tokens } = await wise.token(exchangeOf((await wise.consent()).code));
  const token = tokens.refresh_token;
  await happens();
  const { status, body } = await wise.token(refreshOf(token));
  const said = JSON.stringify(body).replace(token, '<token>');
  return { status, body: JSON.parse(said) };
}

const REFUSALS: readonly Example[] = [
  {
    section: '2.6',
    what: 'no grant_type',
    source: 'documented',
    ask: () => wise.token({}),
    says: { status: 400, body: oauthError('invalid_request', 'Missing grant type') },
  },
  {
    section: '2.6',
    what: 'a missing parameter: the words',
    source: 'assumed',
    ask: () => wise.token({ grant_type: 'refresh_token' }),
    says: { status: 400, body: oauthError('invalid_request', 'Missing parameter: refresh_token') },
  },
  {
    section: '2.6',
    what: 'a bad client secret: the status',
    source: 'assumed',
    ask: () => wise.token({ grant_type: 'client_credentials' }, basic('test-app', 'wrong')),
    says: { status: 401, body: oauthError('invalid_client', 'Client authentication failed') },
  },
  {
    section: '2.6',
    what: 'a wrong registration code, as openapi.yml has it',
    source: 'documented',
    ask: () => wise.token(registrationOf()),
    says: { status: 401, body: oauthError('invalid_grant', 'Invalid user credentials.') },
  },
  {
    section: '2.6',
    what: 'a wrong registration code, as the older pages have it',
    source: 'documented',
    ask: async () => {
      await set({ registrationCodeStatus: '400' });
      return wise.token(registrationOf());
    },
    says: { status: 400, body: oauthError('invalid_grant', 'Invalid user credentials.') },
  },
  {
    section: '2.6',
    what: 'a registration code of a user who took the account over',
    source: 'documented',
    ask: async () => {
      const { body } = await userMaker(wise).signUp();
      await wise.control('POST', `/users/${body.id}/take-over`);
      return wise.token(registrationOf());
    },
    says: { status: 401, body: oauthError('invalid_grant', 'Invalid user credentials.') },
  },
  {
    section: '2.6',
    what: 'a revoked refresh token: 400 is documented, the words are not',
    source: 'assumed',
    ask: () => refreshAfter(() => userAction('remove-app', { clientId: 'test-app' })),
    says: { status: 400, body: oauthError('invalid_grant', 'Invalid refresh token: <token>') },
  },
  {
    section: '2.6',
    what: 'after an e-mail was changed: 403 is documented, the body is not',
    source: 'assumed',
    ask: () => refreshAfter(() => userAction('change-email')),
    says: { status: 403, body: oauthError('invalid_grant', 'Invalid refresh token: <token>') },
  },
  {
    section: '2.6',
    what: 'after an e-mail was changed, as the older page has it',
    source: 'assumed',
    ask: async () => {
      await set({ deadRefreshTokenStatus: '400' });
      return refreshAfter(() => userAction('change-email'));
    },
    says: { status: 400, body: oauthError('invalid_grant', 'Invalid refresh token: <token>') },
  },
  {
    section: '2.6',
    what: 'a closed account: 401 is documented, the body is not',
    source: 'assumed',
    ask: () => refreshAfter(() => userAction('deactivate')),
    says: { status: 401, body: oauthError('invalid_grant', 'Invalid user credentials.') },
  },
  {
    section: '2.6',
    what: 'an unsupported grant',
    source: 'assumed',
    ask: () => wise.token({ grant_type: 'password' }),
    says: { status: 400, body: oauthError('unsupported_grant_type', 'Unsupported grant type: password') },
  },
  {
    section: '2.6',
    what: 'an unknown code',
    source: 'assumed',
    ask: () => wise.token(exchangeOf('ABCDEF')),
    says: { status: 400, body: oauthError('invalid_grant', 'Invalid authorization code: ABCDEF') },
  },
  {
    section: '2.6',
    what: 'another redirect URI',
    source: 'assumed',
    ask: async () =>
      wise.token({ ...exchangeOf((await wise.consent()).code), redirect_uri: 'https://app.example/other' }),
    says: { status: 400, body: oauthError('invalid_grant', 'Redirect URI mismatch.') },
  },
];

describeExamples('refusals of the token endpoint', REFUSALS);
