import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Emulator, startEmulator } from 'wise-emulator';
import { type Contract, giveAccess, openapiFile, PIA, Recorder, readContract } from 'wise-emulator/testing';
import { SCA_PHONE_CHANNELS } from '#lib/contract/sca';
import { Secret } from '#lib/log/secret';
import { newKey } from '#vault/jose/testing/keys';
import { createWiseClient } from './client';
import { fetchJoseKey, uploadJoseKey } from './jose-endpoints';
import { askForHostedPage } from './kyc-reviews';
import { askOneTimeToken, callSca, readOneTimeToken } from './one-time-token';
import { scaPaths } from './paths';
import { createPersonalProfile } from './profiles-api';
import { claimAccount, signUp } from './users-api';

const CLIENT_ID = 'acme-bank';
const SECRET = 'a secret: with / and +';
const REDIRECT_URI = 'http://localhost:3000/connect/sandbox/callback';
const LIN = { userId: '9007199254740993017', profileId: '9007199254740993021' };

const contract = readContract();

if (contract) describe('every request that we send to Wise', () => describeRequests(contract));
else it.skipIf(true)(`SKIPPED, nothing was compared: there is no ${openapiFile()}`, () => undefined);

function describeRequests(wise: Contract): void {
  const recorder = new Recorder();
  let emulator: Emulator;
  beforeAll(async () => {
    const redirectUris = [REDIRECT_URI];
    const clients = [{ clientId: CLIENT_ID, clientSecrets: [SECRET], redirectUris, name: 'A' }];
    emulator = await startEmulator({ clients, attach: recorder.attach });
  });
  afterAll(() => emulator.close());

  it.each(['', '2026Q4'])(
    'about approvals is as openapi.yml has it, by paths of version "%s"',
    async (apiVersion) => {
      const client = createWiseClient({
        ...{ environment: 'sandbox', clientId: CLIENT_ID, clientSecret: new Secret(SECRET) },
        ...{ apiUrl: emulator.url, apiVersion },
      });
      const consent = { url: emulator.url, clientId: CLIENT_ID, redirectUri: REDIRECT_URI, ...LIN };
      const { code } = await giveAccess(consent);
      const exchanged = await client.exchangeCode({ code: new Secret(code), redirectUri: REDIRECT_URI });
      if (exchanged.kind !== 'tokens') throw new Error(exchanged.kind);
      const { access } = exchanged.tokens;
      const first = recorder.exchanges.length;

      const paths = scaPaths(apiVersion);
      const post = (path: string, more: { oneTimeToken?: Secret; body?: string } = {}) =>
        callSca(client, { method: 'POST', path, access, deadlineMs: 10_000, ...more });
      const begun = await post(paths.session(LIN.profileId));
      const token = begun.kind === 'ok' ? readOneTimeToken(begun.value.body) : undefined;
      if (token === undefined) throw new Error(begun.kind);
      const oneTimeToken = new Secret(token.oneTimeToken);
      const asked = await askOneTimeToken(client, { access, oneTimeToken, deadlineMs: 10_000 });
      expect(asked).toMatchObject({ kind: 'ok', value: { validity: 3600 } });
      for (const channel of SCA_PHONE_CHANNELS) {
        expect(await post(paths.phoneTrigger(channel), { oneTimeToken })).toMatchObject({ kind: 'ok' });
        const body = '{"otpCode":"111111"}';
        expect(await post(paths.phoneVerify(channel), { oneTimeToken, body })).toMatchObject({ kind: 'ok' });
      }
      const sent = recorder.exchanges.slice(first);
      expect(sent).toHaveLength(8);
      expect(wise.requestMismatches(sent)).toEqual([]);
      expect(wise.answerMismatches(sent)).toEqual([]);
    },
  );

  it.each(['', '2026Q4'])('is as openapi.yml has it, by paths of version "%s"', async (apiVersion) => {
    const client = createWiseClient({
      environment: 'sandbox',
      clientId: CLIENT_ID,
      clientSecret: new Secret(SECRET),
      apiUrl: emulator.url,
      apiVersion,
    });
    const { config, transport, exchangeCode, refresh, me, profiles, profile, profileState, ...rest } = client;
    // Whoever adds a call to the client calls it here or below.
    const {
      seal: _seal,
      secrets: _secrets,
      exchangeRegistrationCode: _grant,
      applicationToken: _application,
      // what the answers' headers said
      heard: _heard,
      probe,
      lastProbe: _lastProbe,
      ...others
    } = rest;
    expect(Object.keys(others)).toEqual([]);
    const consent = { url: emulator.url, clientId: config.clientId, redirectUri: REDIRECT_URI, ...LIN };
    const { code } = await giveAccess(consent);
    const first = recorder.exchanges.length;

    const exchanged = await exchangeCode({ code: new Secret(code), redirectUri: REDIRECT_URI });
    if (exchanged.kind !== 'tokens' || !exchanged.tokens.refresh) throw new Error(exchanged.kind);
    const refreshed = await refresh(exchanged.tokens.refresh);
    if (refreshed.kind !== 'tokens') throw new Error(refreshed.kind);
    const { access } = refreshed.tokens;
    expect(await me(access)).toMatchObject({ kind: 'ok' });
    expect(await profiles(access)).toMatchObject({ kind: 'ok' });
    expect(await profile(access, LIN.profileId)).toMatchObject({
      kind: 'ok',
      value: { profileId: LIN.profileId },
    });
    expect(await profileState(access, LIN.profileId)).toMatchObject({ kind: 'ok' });
    const review = emulator.state.kycReviews.open(LIN, Date.now());
    const ask = { access, profileId: LIN.profileId, redirectUrl: 'https://app.example/', deadlineMs: 5_000 };
    expect(await askForHostedPage(client, { ...ask, reviewId: review.id })).toMatchObject({ kind: 'ok' });

    const sent = recorder.exchanges.slice(first);
    expect(sent.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 200]);
    expect(wise.requestMismatches(sent)).toEqual([]);
    expect(wise.answerMismatches(sent)).toEqual([]);
    for (const { headers } of sent) expect(headers['x-external-correlation-id']).toMatch(/^[\w-]{36}$/);

    expect(await probe(new AbortController().signal)).toMatchObject({ reach: 'answers', missing: [] });
    const probed = recorder.exchanges.slice(first + sent.length);
    expect(probed.map(({ status }) => status)).toEqual(apiVersion === '' ? [401, 401] : [200, 401, 401]);
    // a probe carries no token, on purpose, and differs in nothing else
    for (const mismatch of wise.requestMismatches(probed))
      expect(mismatch).toMatch(/: no Bearer authorization$/);
    await transport.close();
  });

  it.each(['', '2026Q4'])(
    'so are those about users that we make, by paths of version "%s"',
    async (apiVersion) => {
      const clientSecret = new Secret(SECRET);
      const config = {
        environment: 'sandbox',
        clientId: CLIENT_ID,
        clientSecret,
        apiUrl: emulator.url,
        apiVersion,
      } as const;
      const client = createWiseClient(config);
      const first = recorder.exchanges.length;
      const application = await client.applicationToken();
      if (application.kind !== 'tokens') throw new Error(application.kind);
      const email = `made-by-${apiVersion}@example.com`;
      const registrationCode = new Secret('r'.repeat(43));
      const user = { email, registrationCode, language: 'DE' };
      expect(await signUp(client, application.tokens.access, user)).toMatchObject({ kind: 'created' });
      expect(await signUp(client, application.tokens.access, user)).toEqual({ kind: 'there' });
      const minted = await client.exchangeRegistrationCode({ email, registrationCode });
      if (minted.kind !== 'tokens') throw new Error(minted.kind);
      expect(await claimAccount(client, minted.tokens.access, registrationCode)).toMatchObject({
        kind: 'ok',
      });
      const profile = { profile: PIA, idempotencyKey: crypto.randomUUID() };
      expect(await createPersonalProfile(client, minted.tokens.access, profile)).toMatchObject({
        kind: 'made',
      });
      const sent = recorder.exchanges.slice(first);
      expect(sent.map(({ status }) => status)).toEqual([200, 200, 409, 200, 200, 200]);
      expect(wise.requestMismatches(sent)).toEqual([]);
      expect(wise.answerMismatches(sent)).toEqual([]);
      await client.transport.close();
    },
  );

  it('so are those about JOSE keys, whose paths are the same in every version', async () => {
    const client = createWiseClient({
      environment: 'sandbox',
      clientId: CLIENT_ID,
      clientSecret: new Secret(SECRET),
      apiUrl: emulator.url,
      apiVersion: '2026Q4',
    });
    const outcome = await client.applicationToken();
    if (outcome.kind !== 'tokens') throw new Error(outcome.kind);
    const call = { access: outcome.tokens.access, deadlineMs: 5_000 };
    const { kid, alg, spki: publicKey } = await newKey('ES256');
    const key = { kid, alg, publicKey, notBefore: new Date(), notAfter: new Date(Date.now() + 86_400_000) };
    const first = recorder.exchanges.length;
    expect(await uploadJoseKey(client, { ...call, key })).toEqual({ kind: 'uploaded' });
    for (const wanted of [{ alg: 'ES512', version: 1 }, { alg: 'RSA-OAEP-256' }]) {
      expect(await fetchJoseKey(client, { ...call, ...wanted })).toMatchObject({ kind: 'key' });
    }
    const sent = recorder.exchanges.slice(first);
    expect(sent).toHaveLength(3);
    expect(wise.requestMismatches(sent)).toEqual([]);
    expect(wise.answerMismatches(sent)).toEqual([]);
    for (const { url } of sent) expect(url).toMatch(/^\/v1\/auth\/jose\//);
    await client.transport.close();
  });
}
