import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CertificateAuthority } from 'wise-emulator/testing';
import { Secret } from '#lib/log/secret';
import { createWiseClient, type WiseClient, type WiseClientOptions } from './client';
import type { TokenOutcome } from './outcomes';

const folder = mkdtempSync(path.join(tmpdir(), 'token-caller-'));
const at = (name: string) => path.join(folder, name);
const servers: Server[] = [];
const clients: WiseClient[] = [];
let pair: { key: string; certificate: string };

beforeAll(async () => {
  const authority = await CertificateAuthority.create();
  const life = { notBefore: Date.now() - 60_000, notAfter: Date.now() + 3_600_000 };
  pair = await authority.makeServer({ dns: ['localhost'], ip: ['127.0.0.1'] }, life);
  writeFileSync(at('ca.pem'), authority.certificate);
  writeFileSync(at('client.pem'), pair.certificate);
  writeFileSync(at('client.key'), pair.key, { mode: 0o600 });
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(async () => {
  await Promise.all(clients.splice(0).map(({ transport }) => transport.close()));
  for (const each of servers.splice(0)) {
    each.closeAllConnections();
    each.close();
  }
});

type Answer = { status: number; body: string; type?: string; connection?: 'close' };
const json = (status: number, body: object): Answer => ({ status, body: JSON.stringify(body) });
const PAGE: Answer = { status: 401, body: '<html>401</html>', type: 'text/html' };
const GATEWAY = json(401, { status: 401, error: 'unauthorized', message: 'client certificate' });
const NO_TOKEN = json(401, { error: 'missing_token' });
const TOKENS = json(200, { access_token: 'own', token_type: 'bearer', expires_in: 43_199 });
const DEAD = json(400, { error: 'invalid_grant' });

/** What stands before Wise: answers a call without a token 401, and a token of our own as it is told; else a grant is dead. */
async function serve(answers: { own: Answer; preflight?: Answer }) {
  const seen: string[] = [];
  const answerTo = (grant: string | null): Answer => {
    if (grant === null) return answers.preflight ?? NO_TOKEN;
    return grant === 'client_credentials' ? answers.own : DEAD;
  };
  const listener = createServer({ key: pair.key, cert: pair.certificate }, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const grant = new URLSearchParams(Buffer.concat(chunks).toString()).get('grant_type');
    seen.push(grant ?? 'preflight');
    const { status, body, type, connection } = answerTo(grant);
    const headers = { 'content-type': type ?? 'application/json', ...(connection && { connection }) };
    response.writeHead(status, headers).end(body);
  });
  servers.push(listener);
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return { apiUrl: `https://127.0.0.1:${(listener.address() as AddressInfo).port}`, seen, answers };
}

function clientOf(apiUrl: string, proof: 'application-token' | 'preflight', options: WiseClientOptions = {}) {
  const files = { certificateFile: at('client.pem'), keyFile: at('client.key'), caFile: at('ca.pem') };
  const client = createWiseClient(
    {
      environment: 'sandbox',
      clientId: 'app',
      clientSecret: new Secret('s'),
      apiUrl,
      apiVersion: '',
      mtls: { ...files, preflightPath: '/v1/authenticated/playground', proof },
    },
    options,
  );
  clients.push(client);
  return client;
}

const sendCode = (client: WiseClient) =>
  client.exchangeCode({ code: new Secret('code'), redirectUri: 'https://a.example/' });
const refresh = (client: WiseClient) => client.refresh(new Secret('refresh'));

describe('a code over a client certificate, where a call without a token is answered 401 (decision 101)', () => {
  const notSent = (ourFault?: 'certificate' | 'client'): TokenOutcome => ({
    kind: 'not_sent',
    ...(ourFault && { ourFault }),
  });
  it.each<[string, Answer, TokenOutcome]>([
    ['in the gateway’s shape', GATEWAY, notSent('certificate')],
    ['with a page', PAGE, notSent('certificate')],
    ['with a page, and the connection closed', { ...PAGE, connection: 'close' }, notSent('certificate')],
    ['with 403 and a page', { ...PAGE, status: 403 }, notSent('certificate')],
    ['as a client', json(401, { error: 'invalid_client' }), notSent('client')],
    ['by an outage', { ...PAGE, status: 503 }, notSent()],
    ['by a limit', json(429, {}), notSent()],
    ['by a path that is gone', json(404, { status: 404, error: 'Not Found' }), notSent()],
  ])('is not sent when a token of our own is refused %s', async (_how, own, outcome) => {
    const { apiUrl, seen } = await serve({ own, preflight: own.connection ? own : NO_TOKEN });
    const client = clientOf(apiUrl, 'application-token');
    // however often it is tried
    for (const _ of [1, 2]) expect(await sendCode(client)).toEqual(outcome);
    expect(seen).toContain('client_credentials');
    expect(seen).not.toContain('authorization_code');
  });

  it.each<[string, Answer]>([
    ['is there', TOKENS],
    ['is not for this client', json(401, { error: 'unauthorized_client' })],
    ['is of a grant that nobody has', json(400, { error: 'unsupported_grant_type' })],
  ])('is sent when a token of our own %s: that is OAuth’s word', async (_what, own) => {
    const { apiUrl, seen } = await serve({ own });
    expect(await sendCode(clientOf(apiUrl, 'application-token'))).toEqual({ kind: 'grant_refused' });
    expect(seen).toEqual(['preflight', 'client_credentials', 'authorization_code']);
  });

  it('asks for one token of our own while its word is new, and again afterwards', async () => {
    const { apiUrl, seen } = await serve({ own: TOKENS });
    const asked = () => seen.filter((each) => each === 'client_credentials').length;
    const patient = clientOf(apiUrl, 'application-token', { certificateProofMs: 60_000 });
    for (const _ of [1, 2, 3]) await sendCode(patient);
    expect(asked()).toBe(1);
    // a refresh tells as well
    const refreshed = clientOf(apiUrl, 'application-token', { certificateProofMs: 60_000 });
    await refresh(refreshed);
    await sendCode(refreshed);
    expect(asked()).toBe(1);
    const hasty = clientOf(apiUrl, 'application-token', { certificateProofMs: 0 });
    for (const _ of [1, 2]) await sendCode(hasty);
    expect(asked()).toBe(3);
  });

  it('asks anew while its word is new, where the preflight is answered in other words than the API’s', async () => {
    const { apiUrl, seen, answers } = await serve({ own: TOKENS });
    const client = clientOf(apiUrl, 'application-token', { certificateProofMs: 60_000 });
    await sendCode(client);
    Object.assign(answers, { own: GATEWAY, preflight: GATEWAY });
    expect(await sendCode(client)).toEqual(notSent('certificate'));
    expect(seen.filter((each) => each === 'authorization_code')).toHaveLength(1);
  });

  it('goes by the preflight alone where the settings say so', async () => {
    const { apiUrl, seen } = await serve({ own: GATEWAY });
    expect(await sendCode(clientOf(apiUrl, 'preflight'))).toEqual({ kind: 'grant_refused' });
    expect(seen).toEqual(['preflight', 'authorization_code']);
  });
});

it('once a token of our own was refused, no refresh goes out until one is taken; they ask once a second at most', async () => {
  const { apiUrl, seen, answers } = await serve({ own: PAGE });
  const client = clientOf(apiUrl, 'application-token');
  expect(await client.applicationToken()).toEqual({ kind: 'certificate_refused' });
  const unsent = { kind: 'not_sent', ourFault: 'certificate' };
  for (const _ of [1, 2, 3]) expect(await refresh(client)).toEqual(unsent);
  expect(seen).toEqual(['client_credentials']);
  answers.own = TOKENS;
  client.transport.certificate?.standing()?.doubt();
  expect(await refresh(client)).toEqual({ kind: 'grant_refused' });
  expect(await refresh(client)).toEqual({ kind: 'grant_refused' });
  expect(seen.filter((each) => each === 'client_credentials')).toHaveLength(2);
});
