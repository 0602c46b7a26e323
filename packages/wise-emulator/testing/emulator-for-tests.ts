import { generateKeyPairSync } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { readContract } from '#contract/contract';
import { Recorder } from '#contract/recorder';
import { type EmulatorState, resetState } from '#emulator/kernel/state';
import type { EmulatorClient } from '#emulator/kernel/store/client-schema';
import { type Clock, shiftedClock, systemClock } from '#emulator/kernel/store/clock';
import { type Emulator, startEmulator } from '#emulator/server';
import { type Consent, giveAccess } from './wise-customer';

export const CLIENT: EmulatorClient = {
  clientId: 'test-app',
  clientSecrets: ['first secret: +%&', 'second-secret'],
  redirectUris: ['https://app.example/callback', 'https://app.example/cb?a=b%20c', 'banksdemo://login/'],
  name: 'Test <App>',
};
export const OTHER_CLIENT: EmulatorClient = {
  clientId: 'other-app',
  clientSecrets: ['other-secret'],
  redirectUris: ['https://app.example/callback'],
  name: 'Other App',
};
export const REDIRECT_URI = 'https://app.example/callback';
export const ADA = { userId: '10000001', profileId: '30000001' };

export type TokenBody = {
  access_token: string;
  refresh_token: string;
  expires_in: number;
  error?: string;
  error_description?: string;
  [field: string]: unknown;
};

let keptWebhookKey: string | undefined;
/** Wise's key for webhooks, in PEM, made once: one of its own for each test file is nothing that a test is about. */
function webhookKey(): string {
  keptWebhookKey ??= generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  return keptWebhookKey;
}

type ForTests = {
  recorder?: Recorder;
  /** Operations of the test's own, beside Wise's. */
  addRoutes?: (server: FastifyInstance, state: EmulatorState) => void;
};

/** One emulator for a test file, started before its tests and reset before each of them. */
export function emulatorForTests({ recorder = new Recorder(), addRoutes }: ForTests = {}) {
  let running: Emulator | undefined;
  let clock: Clock = systemClock;
  const emulator = (): Emulator => {
    if (!running) throw new Error('The emulator does not run yet.');
    return running;
  };
  beforeAll(async () => {
    running = await startEmulator({
      clients: [CLIENT, OTHER_CLIENT],
      webhookKey: webhookKey(),
      attach: (server, state) => {
        recorder.attach(server);
        addRoutes?.(server, state);
      },
    });
  });
  beforeEach(() => {
    resetState(emulator().state);
    clock = systemClock;
    setClock(emulator().state, clock);
  });
  afterAll(async () => {
    await running?.close();
    // Whatever a test was about: nothing that the emulator said to it was against Wise's own document.
    expect(readContract()?.answerMismatches(recorder.exchanges) ?? []).toEqual([]);
  });

  return {
    get: emulator,
    /** Shifts the emulator's clock. */
    passSeconds: (seconds: number) => {
      setClock(
        emulator().state,
        shiftedClock(clock, () => seconds),
      );
    },
    /** From here on only `passSeconds` moves it. */
    stopClock: () => {
      const stopped = Date.now();
      clock = { now: () => stopped };
      setClock(emulator().state, clock);
    },
    events: (type: string) =>
      emulator()
        .state.log.since(0)
        .filter((event) => event.type === type),
    live: () => emulator().state.tokens.live(emulator().state.clock.now()),
    control: (method: string, path: string, body?: unknown) => control(emulator().url, method, path, body),
    token: (fields: Fields, authorization?: string) => requestToken(emulator().url, fields, authorization),
    consent: (who = ADA, clientId = CLIENT.clientId): Promise<Consent> =>
      giveAccess({ url: emulator().url, clientId, redirectUri: REDIRECT_URI, ...who }),
    call: (path: string, token?: string, headers: Record<string, string> = {}) =>
      fetch(`${emulator().url}${path}`, {
        headers: { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers },
      }),
  };
}

/** Under the offset of the settings, as outside of tests. */
function setClock(state: EmulatorState, clock: Clock): void {
  state.clock = shiftedClock(clock, () => state.settings.current.clockOffsetSeconds);
}

export type Fields = Record<string, string> | [string, string][];

/** RFC 6749 section 2.3.1: form-urlencode both, then join and encode. */
export function basic(clientId: string, clientSecret: string): string {
  const encode = (text: string) => new URLSearchParams({ '': text }).toString().slice(1);
  return `Basic ${Buffer.from(`${encode(clientId)}:${encode(clientSecret)}`).toString('base64')}`;
}

export const AUTHORIZATION = basic('test-app', 'first secret: +%&');
export const OTHER_AUTHORIZATION = basic('other-app', 'other-secret');

async function requestToken(url: string, fields: Fields, authorization: string = AUTHORIZATION) {
  const response = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    headers: authorization ? { authorization } : {},
    body: new URLSearchParams(fields),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as TokenBody };
}

async function control(url: string, method: string, path: string, body: unknown) {
  const json =
    body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  const response = await fetch(`${url}/__emulator${path}`, { method, ...json });
  return { status: response.status, body: (await response.json()) as unknown };
}

/** The form of a code exchange. */
export function exchangeOf(code: string, clientId: string = CLIENT.clientId): Record<string, string> {
  return { grant_type: 'authorization_code', client_id: clientId, code, redirect_uri: REDIRECT_URI };
}

/** The form of a refresh. */
export function refreshOf(refreshToken: string): Record<string, string> {
  return { grant_type: 'refresh_token', refresh_token: refreshToken };
}
