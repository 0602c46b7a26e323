import { gunzipSync } from 'node:zlib';
import { parse } from 'lossless-json';
import { describe, expect, it } from 'vitest';
import { FAULT_KINDS, type FaultKind } from '#emulator/kernel/store/faults/fault-kinds';
import type { FaultRequest } from '#emulator/kernel/store/faults/fault-schema';
import { AUTHORIZATION, emulatorForTests, exchangeOf, refreshOf } from '#testing/emulator-for-tests';
import { eventually } from '#testing/eventually';
import { type Raw, rawRequest } from '#testing/raw-http';

const wise = emulatorForTests();
const ENDPOINT = 'token:refresh_token';

type Sight = Raw & { status: string | undefined; header: (name: string) => string | undefined };
type Row = {
  fault: Omit<FaultRequest, 'endpoint' | 'kind'>;
  /** Whether the refresh had its effect. */
  happens: boolean;
  enough?: (text: string) => boolean;
  see: (sight: Sight) => void | Promise<void>;
};

/** The body of the refresh as Wise makes it. */
const FIELDS =
  'access_token token_type refresh_token expires_in scope created_at expires_at refresh_token_expires_in refresh_token_expires_at'.split(
    ' ',
  );

const tokens = (body: string) => JSON.parse(body) as Record<string, unknown>;
const isWhole = ({ status, body }: Sight) => {
  expect(status).toBe('200');
  expect(Object.keys(tokens(body))).toEqual(FIELDS);
  expect(tokens(body).access_token).toBe(liveAccess());
};
const isNothing = ({ head, body, end }: Sight) =>
  expect({ head, body, end }).toEqual({ head: '', body: '', end: 'cut' });
const liveAccess = () => wise.live().find(({ refreshToken }) => refreshToken !== null)?.accessToken;
const injected = () => wise.get().state.faults.all()[0];
const releaseWhenHeld = () =>
  eventually(() => expect(injected()?.waiting).toBe(1)).then(() =>
    wise.get().state.faults.release(injected()?.id ?? ''),
  );

/** Every kind on the wire: what a client gets, byte for byte, and whether Wise acted. */
const ROWS: Record<FaultKind, Row[]> = {
  hold: [{ fault: { when: 'after' }, happens: true, see: isWhole }],
  delay: [
    { fault: { delayMs: 30, when: 'before' }, happens: true, see: isWhole },
    { fault: { delayMs: 1, jitterMs: 30, when: 'after' }, happens: true, see: isWhole },
  ],
  clock: [
    {
      fault: { offsetSeconds: -7200 },
      happens: true,
      see: ({ body }) => {
        const { expires_at: expiresAt, expires_in: expiresIn } = tokens(body);
        expect(expiresIn).toBe(43_199);
        const endsInMs = Date.parse(String(expiresAt)) - Date.now();
        expect(endsInMs).toBeLessThan((43_199 - 7_000) * 1000);
        expect(endsInMs).toBeGreaterThan((43_199 - 7_400) * 1000);
      },
    },
  ],
  drop: [
    { fault: { when: 'before' }, happens: false, see: isNothing },
    { fault: { when: 'after' }, happens: true, see: isNothing },
    { fault: { when: 'after', delayMs: 10 }, happens: true, see: isNothing },
  ],
  'half-close': [
    {
      fault: { when: 'before' },
      happens: false,
      see: ({ head, end }) => {
        expect([head, end]).toEqual(['', 'fin']);
        expect(injected()?.waiting, 'its other half is open').toBe(1);
      },
    },
    {
      fault: { when: 'after', bytes: 20 },
      happens: true,
      see: ({ body, end, header }) => {
        expect([body.length, end]).toEqual([20, 'fin']);
        expect(Number(header('content-length'))).toBeGreaterThan(200);
        expect(injected()?.waiting, 'its other half is open').toBe(1);
      },
    },
  ],
  answer: [
    {
      fault: { status: 418, body: 'tea', headers: { 'x-pot': 'brown' } },
      happens: false,
      see: ({ status, body, header }) =>
        expect([status, body, header('x-pot')]).toEqual(['418', 'tea', 'brown']),
    },
  ],
  status: [
    {
      fault: { status: 503 },
      happens: true,
      see: ({ status, body }) => {
        expect(status).toBe('503');
        expect(tokens(body).access_token).toBe(liveAccess());
      },
    },
  ],
  'rate-limit': ['5', '0', '-5', '315360000', 'Wed, 21 Oct 2015 07:28:00 GMT', 'soon'].map((retryAfter) => ({
    fault: { retryAfter },
    happens: false,
    see: ({ status, header, body }) => {
      expect([status, header('retry-after')]).toEqual(['429', retryAfter]);
      expect(header('x-rate-limited-by')).toBe('wise-public-api');
      expect(JSON.parse(body)).toMatchObject({ status: 429 });
    },
  })),
  redirect: [
    {
      fault: {},
      happens: false,
      see: ({ status, header }) =>
        expect([status, header('location')]).toEqual(['302', 'https://elsewhere.invalid/']),
    },
    {
      fault: { status: 307, location: 'http://127.0.0.1:9/x', when: 'after' },
      happens: true,
      see: ({ status, header }) =>
        expect([status, header('location')]).toEqual(['307', 'http://127.0.0.1:9/x']),
    },
  ],
  html: [
    {
      fault: {},
      happens: false,
      see: ({ status, header, body }) => {
        expect([status, header('content-type')]).toEqual(['200', 'text/html; charset=utf-8']);
        expect(body).toContain('<h1>');
      },
    },
  ],
  'wrong-type': [
    {
      fault: { contentType: 'text/plain' },
      happens: true,
      see: (sight) => {
        expect(sight.header('content-type')).toBe('text/plain');
        isWhole(sight);
      },
    },
  ],
  'malformed-json': [
    {
      fault: {},
      happens: true,
      see: ({ body }) => {
        expect(() => JSON.parse(body)).toThrow(SyntaxError);
        expect(Object.keys(tokens(body.replace(',}', '}')))).toEqual(FIELDS);
      },
    },
  ],
  'mistyped-json': [
    {
      fault: {},
      happens: true,
      see: ({ body }) =>
        expect(tokens(body)).toMatchObject({ access_token: 12345, expires_in: '43199', token_type: 12345 }),
    },
  ],
  'huge-numbers': [
    {
      fault: {},
      happens: true,
      see: ({ body }) => {
        expect(body).toContain(`"expires_in":${'9'.repeat(400)},`);
        expect(tokens(body)).toMatchObject({
          expires_in: Number.POSITIVE_INFINITY,
          access_token: liveAccess(),
        });
      },
    },
  ],
  'duplicate-keys': [
    {
      fault: {},
      happens: true,
      see: ({ body }) => {
        expect(body).toContain(`"access_token":"emulator-decoy","access_token":"${liveAccess()}"`);
        expect(() => parse(body)).toThrow(SyntaxError);
      },
    },
  ],
  'cut-body': [
    {
      fault: {},
      happens: true,
      see: ({ header, body, end }) => {
        expect(body.length).toBe(Math.floor(Number(header('content-length')) / 2));
        expect(end).not.toBe('seen');
      },
    },
    {
      fault: { bytes: 0 },
      happens: true,
      see: ({ status, body }) => expect([status, body]).toEqual(['200', '']),
    },
  ],
  drip: [
    { fault: { everyMs: 1 }, happens: true, see: isWhole },
    {
      fault: { everyMs: 600_000 },
      happens: true,
      enough: (text) => text.includes('\r\n\r\n'),
      see: ({ status, body }) => expect([status, body]).toEqual(['200', '']),
    },
  ],
  'drip-headers': [
    {
      fault: { everyMs: 1 },
      happens: true,
      see: (sight) => {
        isWhole(sight);
        expect(sight.header('x-trace-id')).toMatch(/^[0-9a-f]{32}$/);
      },
    },
    {
      fault: { everyMs: 5 },
      happens: true,
      enough: (text) => text.length > 3,
      see: ({ head }) => expect('HTTP/1.1 200').toContain(head),
    },
  ],
  'endless-body': [
    {
      fault: {},
      happens: true,
      enough: (text) => text.length > 3_000_000,
      see: ({ header, body }) => {
        expect(header('transfer-encoding')).toBe('chunked');
        expect(body).toContain(`"access_token":"${liveAccess()}"`);
      },
    },
    {
      fault: { when: 'before', everyMs: 2 },
      happens: false,
      enough: (text) => text.length > 100_000,
      see: ({ status }) => expect(status).toBe('200'),
    },
  ],
  'gzip-bomb': [
    {
      fault: { megabytes: 3 },
      happens: true,
      see: ({ header, body }) => {
        expect(header('content-encoding')).toBe('gzip');
        expect(body.length).toBeLessThan(10_000);
        const unpacked = gunzipSync(Buffer.from(body, 'latin1')).toString();
        expect(unpacked.length).toBeGreaterThan(3 * 1024 * 1024);
        expect(Object.keys(tokens(unpacked))).toEqual(FIELDS);
      },
    },
  ],
};

async function refreshUnder(kind: FaultKind, { fault, enough }: Row): Promise<Sight> {
  const { code } = await wise.consent();
  const { body } = await wise.token(exchangeOf(code));
  await wise.control('POST', '/faults', { endpoint: ENDPOINT, kind, ...fault });
  if (kind === 'hold') releaseWhenHeld().catch(() => undefined);
  const raw = await rawRequest({
    url: wise.get().url,
    method: 'POST',
    path: '/oauth/token',
    headers: {
      authorization: AUTHORIZATION,
      'content-type': 'application/x-www-form-urlencoded',
      connection: 'close',
    },
    body: new URLSearchParams(refreshOf(body.refresh_token)).toString(),
    ...(enough ? { enough } : {}),
  });
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(raw.head)?.[1]?.trim();
  return { ...raw, header, status: /^HTTP\/1\.1 (\d{3})/.exec(raw.head)?.[1] };
}

describe.each(FAULT_KINDS)('%s on the wire', (kind) => {
  it.each(ROWS[kind].map((row) => [row.fault, row] as const))('with %j', async (_fault, row) => {
    const sight = await refreshUnder(kind, row);
    try {
      await row.see(sight);
      expect(wise.events('token.issued')).toHaveLength(row.happens ? 2 : 1);
      expect(wise.events('fault.applied')).toMatchObject([{ endpoint: ENDPOINT, kind }]);
    } finally {
      sight.hangUp();
    }
    // whatever was left open ends with the client, and the next request finds everything in order
    await eventually(() => expect(injected()?.waiting).toBe(0));
    expect((await wise.token({ grant_type: 'client_credentials' })).status).toBe(200);
  });
});

it('every kind has a row here', () => {
  for (const kind of FAULT_KINDS) expect(ROWS[kind].length, kind).toBeGreaterThan(0);
});
