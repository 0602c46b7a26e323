import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Database, openDatabase } from '#lib/db/client';
import { sha256Bytes } from '#lib/hash/sha256';
import { newToken } from '#lib/hash/tokens';
import { findPartnerSession, type PartnerSession } from '#lib/sessions/partner-session';
import { findSession } from '#lib/sessions/session';
import { withClient } from '#scripts/db/roles';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';
import { claimAttempt } from '#web/attempts/claim-attempt';
import { parseCallback } from '#web/attempts/parse-callback';
import { startAttempt } from '#web/attempts/start-attempt';
import type { WiseAuthorise } from '#web/env/web-env';
import { lookAtLink, openLink } from './open-link';
import { openPortal } from './open-portal';
import { rememberWayBack, wayBack } from './visit';
import { addressBack, endSession, issueCode, standingOf } from './way-back';

vi.mock('#web/http/log', () => ({ webLog: () => ({ warn: () => undefined }) }));

const wise: WiseAuthorise = {
  environment: 'sandbox',
  clientId: 'client-a',
  webUrl: 'https://wise.test',
  redirectUri: 'https://app.test/connect/sandbox/callback',
};
const RETURN_URL = 'https://shop.example/wise?tab=1';
const FROM = { device: null, network: null };

let test_: TestDatabase;
let database: Database;
const rows = (sql: string, values: unknown[] = []) =>
  withClient(test_.ownerUrl, async (client) => (await client.query(sql, values)).rows);

beforeAll(async () => {
  test_ = await createTestDatabase();
  database = openDatabase(test_.webUrl, { applicationName: 'test' });
});
afterAll(async () => {
  await database.close();
  await test_.drop();
});

/** A session as the vault makes it, and the token of its address. */
async function made(kind: 'connect' | 'portal' = 'connect', customerId?: string) {
  const token = newToken();
  const [person] = await rows(
    `INSERT INTO customers (name, email) VALUES ('Maria', 'maria@example.com') RETURNING id`,
  );
  const [session] = await rows(
    `INSERT INTO partner_sessions (kind, customer_id, external_id, environment, return_url, created_by, authenticated_at,
       link_hash, link_expires_at)
     VALUES ($1, $2, $3, CASE $1 WHEN 'connect' THEN 'sandbox'::environment END, $4, 'key', now(), $5,
       now() + interval '10 minutes') RETURNING id`,
    [kind, customerId ?? person.id, `cust-${randomUUID()}`, RETURN_URL, sha256Bytes(token)],
  );
  return { id: String(session.id), customerId: String(customerId ?? person.id), token };
}

async function opened(kind: 'connect' | 'portal' = 'connect', customerId?: string) {
  const session = await made(kind, customerId);
  const cookie = (await openLink(database.db, session.token)) ?? '';
  const here = await findPartnerSession(database.db, cookie);
  if (here === undefined) throw new Error('not opened');
  return { ...session, cookie, here };
}

const browser = sha256Bytes('a browser');
async function atWise(session: PartnerSession) {
  const started = await startAttempt(database.db, {
    customer: session,
    browserHash: browser,
    wise,
    sessionId: session.sessionId,
  });
  return { id: started.attemptId, state: started.authorise.searchParams.get('state') ?? '' };
}

const back = (query: Record<string, string>, session?: PartnerSession, customerId?: string) =>
  claimAttempt(database.db, parseCallback(new URLSearchParams(query)), {
    customer: customerId === undefined ? undefined : { customerId, name: null, email: 'x@example.com' },
    session,
    browserHash: browser,
    wise,
  });

describe('the address of a session', () => {
  it('is spent by one of two browsers that press at once, and by no look', async () => {
    const { token } = await made();
    for (let look = 0; look < 3; look += 1) {
      expect(await lookAtLink(database.db, token, undefined)).toEqual({ kind: 'good', session: 'connect' });
    }
    const cookies = await Promise.all(Array.from({ length: 8 }, () => openLink(database.db, token)));
    expect(cookies.filter((each) => each !== undefined)).toHaveLength(1);
    const here = await findPartnerSession(
      database.db,
      cookies.find((each) => each !== undefined),
    );
    expect(await lookAtLink(database.db, token, here)).toMatchObject({ kind: 'opened_here' });
    const elsewhere = await opened();
    for (const other of [undefined, elsewhere.here]) {
      expect(await lookAtLink(database.db, token, other)).toEqual({ kind: 'over' });
    }
  });

  it('is over after ten minutes, and one that was made up never was', async () => {
    const { id, token } = await made();
    await rows('UPDATE partner_sessions SET link_expires_at = now() WHERE id = $1', [id]);
    expect(await openLink(database.db, token)).toBeUndefined();
    for (const each of [token, newToken(), '', undefined, "' OR true --"]) {
      expect(await lookAtLink(database.db, each, undefined)).toEqual({ kind: 'over' });
    }
  });
});

describe('an attempt of a session', () => {
  it('is claimed by the browser that opened the session, whoever else is signed in there', async () => {
    const { here } = await opened();
    const attempt = await atWise(here);
    const other = await made();
    const claim = await back({ code: 'c1', state: attempt.state }, here, other.customerId);
    expect(claim).toMatchObject({ kind: 'claimed', attemptId: attempt.id, isOfSession: true });
    // the back button
    expect(await back({ code: 'c1', state: attempt.state }, here)).toMatchObject({ kind: 'claimed' });
  });

  it.each(['signed out', 'the same customer signed in', 'another session of the same customer'] as const)(
    'is not claimed: %s',
    async (how) => {
      const { here, customerId } = await opened();
      const attempt = await atWise(here);
      const other = (await opened('connect', customerId)).here;
      const claim = await back(
        { code: newToken(), state: attempt.state },
        how === 'another session of the same customer' ? other : undefined,
        how === 'the same customer signed in' ? customerId : undefined,
      );
      expect(claim).toMatchObject({ kind: 'not_yours' });
      // and it is invalidated: nobody finishes it any more
      const late = await back({ code: newToken(), state: attempt.state }, here);
      expect(late).toMatchObject({ kind: 'ended' });
    },
  );

  it('of a customer who signed in here is none of a session', async () => {
    const { here, customerId } = await opened();
    const customer = { customerId, name: null, email: 'x@example.com' };
    const started = await startAttempt(database.db, { customer, browserHash: browser, wise });
    const state = started.authorise.searchParams.get('state') ?? '';
    expect(await back({ code: newToken(), state }, here)).toMatchObject({ kind: 'not_yours' });
  });
});

describe('the way back to the partner', () => {
  it('says that the customer gave no access, and ends the session', async () => {
    const { here } = await opened();
    expect(await standingOf(database.db, here.sessionId)).toEqual({ kind: 'open' });
    const attempt = await atWise(here);
    expect(await standingOf(database.db, here.sessionId)).toEqual({ kind: 'open' });
    await back({ error: 'access_denied', state: attempt.state }, here);
    const standing = await standingOf(database.db, here.sessionId);
    expect(standing).toEqual({ kind: 'over', told: { status: 'cancelled', reason: 'denied' } });
    if (standing.kind === 'over') await endSession(database.db, here, standing.told);
    const [row] = await rows('SELECT outcome, reason FROM partner_sessions WHERE id = $1', [here.sessionId]);
    expect(row).toEqual({ outcome: 'cancelled', reason: 'denied' });
  });

  it.each([
    ['received', true, { kind: 'pending' }],
    ['received', false, { kind: 'waiting' }],
    ['refused', false, { kind: 'over', told: { status: 'failed', reason: 'other_profile' } }],
  ])('of an exchange that is %s (waits for the partner: %s) is %o', async (state, waits, expected) => {
    const { here } = await opened();
    const attempt = await atWise(here);
    await rows(
      `INSERT INTO exchanges (attempt_id, code_hash, customer_id, environment, client_id, state, reason, deadline_at,
         session_id, confirm_until)
       VALUES ($1, $2, $3, 'sandbox', 'client-a', $4::exchange_state, CASE $4 WHEN 'refused' THEN 'other_profile' END,
         now(), $5, CASE WHEN $6 THEN now() + interval '10 minutes' END)`,
      [attempt.id, sha256Bytes(newToken()), here.customerId, state, here.sessionId, waits],
    );
    expect(await standingOf(database.db, here.sessionId)).toEqual(expected);
  });

  it('has a new code at each load, of which the last is good; none once the partner has confirmed', async () => {
    const { here } = await opened();
    const codes = [
      await issueCode(database.db, here.sessionId),
      await issueCode(database.db, here.sessionId),
    ];
    const [row] = await rows('SELECT completion_hash FROM partner_sessions WHERE id = $1', [here.sessionId]);
    expect(row.completion_hash).toEqual(sha256Bytes(codes[1] ?? ''));
    await rows('UPDATE partner_sessions SET confirmed_at = now() WHERE id = $1', [here.sessionId]);
    expect(await issueCode(database.db, here.sessionId)).toBeUndefined();
  });

  it('is the partner’s address with what it is told, if it is still allowed', () => {
    const session = { sessionId: 's1', returnUrl: RETURN_URL };
    const told = { status: 'failed', reason: 'denied' } as const;
    expect(addressBack(['https://shop.example/wise'], session, told)?.href).toBe(
      'https://shop.example/wise?tab=1&session=s1&status=failed&reason=denied',
    );
    expect(addressBack(['https://shop.example/other'], session, told)).toBeUndefined();
  });

  it('of a visitor is a cookie that is looked at again', () => {
    const env = { APP_URL: 'http://localhost:3000', RETURN_URLS: ['https://shop.example/wise'] };
    expect(rememberWayBack('https://evil.example/', env)).toBeUndefined();
    const cookie = rememberWayBack(RETURN_URL, env)?.split(';')[0] ?? '';
    expect(wayBack(new Headers({ cookie }), env)).toBe(RETURN_URL);
    for (const value of [
      'cw-back=javascript%3Aalert(1)',
      'cw-back=%E0%A4%A',
      'cw-back=https%3A%2F%2Fevil.example',
    ]) {
      expect(wayBack(new Headers({ cookie: value }), env)).toBeUndefined();
    }
  });
});

describe('a portal session', () => {
  it('signs in once, for 30 minutes, after the partner has confirmed it', async () => {
    const { here } = await opened('portal');
    expect(await openPortal(database.db, here, { from: FROM, replaces: undefined })).toBeUndefined();
    await issueCode(database.db, here.sessionId);
    await rows('UPDATE partner_sessions SET confirmed_at = now() WHERE id = $1', [here.sessionId]);
    const tokens = await Promise.all(
      Array.from({ length: 4 }, () => openPortal(database.db, here, { from: FROM, replaces: undefined })),
    );
    const [token, ...others] = tokens.filter((each) => each !== undefined);
    expect(others).toEqual([]);
    const session = await findSession(database.db, 'customer', token);
    expect(session).toMatchObject({ customerId: here.customerId, portalSessionId: here.sessionId });
    expect((session?.expires.getTime() ?? 0) - (session?.signedInAt.getTime() ?? 0)).toBe(30 * 60_000);
  });

  it('that the partner has ended opens nothing', async () => {
    const { here } = await opened('portal');
    await issueCode(database.db, here.sessionId);
    await rows(
      `UPDATE partner_sessions SET confirmed_at = now(), outcome = 'ended', ended_at = now() WHERE id = $1`,
      [here.sessionId],
    );
    expect(await openPortal(database.db, here, { from: FROM, replaces: undefined })).toBeUndefined();
  });

  it('is not web’s to confirm: its role may not write that', async () => {
    const { here } = await opened('portal');
    await issueCode(database.db, here.sessionId);
    await expect(
      database.db
        .$executeRaw`UPDATE public.partner_sessions SET confirmed_at = now() WHERE id = ${here.sessionId}::uuid`,
    ).rejects.toThrow(/permission denied/);
  });
});
