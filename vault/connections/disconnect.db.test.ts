import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SessionClaim } from '#lib/contract/internal-api';
import { until } from '#test/until';
import { refreshGrant } from '#vault/grants/refresh';
import { startRefreshLoop } from '#vault/grants/refresh-loop';
import { vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import { signIn } from '#vault/testing/attempts';
import { abandon, issuedTo, liveAccessOf, noticesOf } from '#vault/testing/exchanges';
import { expireGrant } from '#vault/testing/expire';
import { Harness, type Linked } from '#vault/testing/harness';
import { approved, newStaffWithPasskey } from '#vault/testing/step-up';
import { vendCode } from '#vault/testing/vend-code';
import { disconnect } from './disconnect';

/** Short enough to wait for, long enough for a busy machine. */
const MORTAL = { tokenCallMs: 1_500, leaseMs: 4_000 };

let harness: Harness;
let vault: VaultContext;
let stop: () => Promise<void>;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault({ deadlines: MORTAL });
  stop = startRefreshLoop(vault);
});
afterEach(() => harness.reset());
afterAll(async () => {
  await stop();
  await harness.close();
});

async function ownerOf(linked: Linked): Promise<SessionClaim> {
  return { audience: 'customer', token: await signIn(harness, 'customer', linked.customerId) };
}

function receipt(linked: Linked, result: string): Promise<Record<string, unknown>> {
  return until(`the receipt says ${result}`, async () => {
    const connection = await harness.connection(linked);
    return connection.end_result === result ? connection : undefined;
  });
}

describe('a disconnect', () => {
  it('is true when it is acknowledged, then kills the token that was issued and says so', async () => {
    const linked = await harness.link(vault);
    const handedOut = (await vend(vault, linked.id)).access;
    const answer = await disconnect(vault, { session: await ownerOf(linked), connectionId: linked.id });
    expect(answer).toEqual({ connectionId: linked.id, status: 'disconnected', alreadyDisconnected: false });
    expect(await vendCode(vault, linked.id)).toBe('CONNECTION_DISCONNECTED');
    const connection = await receipt(linked, 'cancelled');
    expect(connection).toMatchObject({
      status: 'disconnected',
      reason: 'customer',
      token_may_work_until: null,
    });
    expect(connection.ended_at).toBeInstanceOf(Date);
    expect(harness.isLive(handedOut)).toBe(false);
    expect(issuedTo(harness, linked.user.id).at(-1)).toMatchObject({
      grantType: 'refresh_token',
      previousAccessToken: handedOut.reveal(),
    });
    expect(await harness.grant(linked)).toBeUndefined();
    expect(await harness.auditActions(linked)).toEqual([
      'connection.disconnected',
      'connection.ended_at_wise',
    ]);
    expect(await noticesOf(harness, linked.customerId)).toEqual(['disconnected']);
  });

  it('happens once, though it is asked for 20 times at the same moment of two vaults', async () => {
    const linked = await harness.link(vault);
    const other = harness.vault({ deadlines: MORTAL });
    const session = await ownerOf(linked);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        disconnect(n % 2 === 0 ? vault : other, { session, connectionId: linked.id }),
      ),
    );
    expect(answers.filter((answer) => !answer.alreadyDisconnected)).toHaveLength(1);
    await receipt(linked, 'cancelled');
    expect(harness.refreshesOf(linked)).toHaveLength(1);
    expect(await harness.auditActions(linked)).toEqual([
      'connection.disconnected',
      'connection.ended_at_wise',
    ]);
    expect(await noticesOf(harness, linked.customerId)).toEqual(['disconnected']);
  });

  it('by staff keeps who and why: the reason in the erasable row, the role in the lasting one', async () => {
    const linked = await harness.link(vault);
    const staff = await newStaffWithPasskey(harness, 'operator');
    const { session, id: staffId } = staff;
    const ask = { connectionId: linked.id, reason: 'fraud desk, case 12' };
    const unapproved = disconnect(vault, { session, ...ask });
    await expect(unapproved).rejects.toMatchObject({ code: 'STEP_UP_REQUIRED' });
    expect(await harness.connection(linked)).toMatchObject({ status: 'active' });
    const stepUp = await approved(vault, staff, { act: 'connection.disconnect', ...ask });
    await disconnect(vault, { session, ...ask, stepUp });
    const { rows } = await harness.owner.query(
      `SELECT e.actor_kind, e.actor_id, e.detail, p.data FROM audit_entries e
       JOIN audit_personal p ON p.entry_id = e.id
       WHERE e.connection_id = $1 AND e.action = 'connection.disconnected'`,
      [linked.id],
    );
    expect(rows).toMatchObject([
      {
        actor_kind: 'staff',
        actor_id: staffId,
        detail: { role: 'operator', by: 'staff', wasStatus: 'active' },
        data: { reason: 'fraud desk, case 12', actorName: 'The operator' },
      },
    ]);
    expect(JSON.stringify(rows[0]?.detail)).not.toContain('fraud');
    expect(await harness.connection(linked)).toMatchObject({ reason: 'staff' });
  });

  it('works on a frozen connection', async () => {
    const linked = await harness.link(vault);
    await harness.owner.query('UPDATE connections SET frozen_at = now() WHERE id = $1', [linked.id]);
    await disconnect(vault, { session: await ownerOf(linked), connectionId: linked.id });
    await receipt(linked, 'cancelled');
  });
});

describe('the receipt is honest', () => {
  it('while Wise is down: nothing is vended, a token may still work, and it is tried until Wise is back', async () => {
    const linked = await harness.link(vault);
    const { expiresAt, access } = await vend(vault, linked.id);
    const outage = harness.plant({
      endpoint: 'token:refresh_token',
      kind: 'answer',
      status: 503,
      body: '{}',
      count: 1_000,
    });
    await disconnect(vault, { session: await ownerOf(linked), connectionId: linked.id });
    await until('Wise was asked', () => outage.remaining < 1_000);
    expect(await harness.connection(linked)).toMatchObject({
      status: 'disconnected',
      end_result: 'pending',
      token_may_work_until: expiresAt,
    });
    expect(await harness.grant(linked)).toMatchObject({ state: 'ending', access: null });
    expect(await vendCode(vault, linked.id)).toBe('CONNECTION_DISCONNECTED');
    expect(harness.isLive(access)).toBe(true);
    harness.release(outage);
    await receipt(linked, 'cancelled');
    expect(harness.isLive(access)).toBe(false);
  });

  it('when Wise could not be asked in time: unconfirmed, and everything is erased all the same', async () => {
    const linked = await harness.link(vault);
    harness.plant({ endpoint: 'token:refresh_token', kind: 'answer', status: 503, body: '{}', count: 1_000 });
    await disconnect(vault, { session: await ownerOf(linked), connectionId: linked.id });
    await expireGrant(harness, 'ending_until', linked);
    const connection = await receipt(linked, 'unconfirmed');
    expect(connection.token_may_work_until).toBeInstanceOf(Date);
    expect(await harness.grant(linked)).toBeUndefined();
  });

  it('when the customer has removed the app at Wise before: ended at Wise', async () => {
    const linked = await harness.link(vault);
    harness.removeApp(linked);
    await disconnect(vault, { session: await ownerOf(linked), connectionId: linked.id });
    await receipt(linked, 'ended_at_wise');
    expect(await harness.grant(linked)).toBeUndefined();
  });

  it('when the connection had lost its grant already: ended at Wise, no call is made, and a token may work until its end', async () => {
    const linked = await harness.link(vault);
    const { expiresAt } = await vend(vault, linked.id);
    harness.removeApp(linked);
    expect(await refreshGrant(vault, linked.id, { why: 'check' })).toEqual({ kind: 'lost' });
    const calls = harness.events('token.request').length;
    await disconnect(vault, { session: await ownerOf(linked), connectionId: linked.id });
    expect(await harness.connection(linked)).toMatchObject({
      end_result: 'ended_at_wise',
      status: 'disconnected',
      token_may_work_until: expiresAt,
    });
    expect(harness.events('token.request')).toHaveLength(calls);
  });

  it('when that token has ended by itself meanwhile: nothing may work any more', async () => {
    const linked = await harness.link(vault);
    harness.removeApp(linked);
    await refreshGrant(vault, linked.id, { why: 'check' });
    await harness.owner.query(
      `UPDATE connections SET token_may_work_until = now() - interval '1 second' WHERE id = $1`,
      [linked.id],
    );
    await disconnect(vault, { session: await ownerOf(linked), connectionId: linked.id });
    expect(await harness.connection(linked)).toMatchObject({
      end_result: 'ended_at_wise',
      token_may_work_until: null,
    });
  });
});

describe('a disconnect meets trouble', () => {
  it('a refresh in flight cannot bring the connection back', async () => {
    const linked = await harness.link(vault);
    const held = harness.plant({ endpoint: 'token:refresh_token', kind: 'hold', when: 'after' });
    const refreshing = refreshGrant(vault, linked.id, { why: 'check' });
    await until('the refresh is held', () => held.waiting === 1);
    await disconnect(vault, { session: await ownerOf(linked), connectionId: linked.id });
    harness.release(held);
    await refreshing;
    expect(await vendCode(vault, linked.id)).toBe('CONNECTION_DISCONNECTED');
    await receipt(linked, 'cancelled');
    expect(await harness.grant(linked)).toBeUndefined();
    const handedOutBefore = issuedTo(harness, linked.user.id).slice(0, -1);
    const live = liveAccessOf(harness, linked.user.id);
    for (const { accessToken } of handedOutBefore) expect(live).not.toContain(accessToken);
  });

  it.each(['before', 'after'] as const)(
    'the vault dies in the revoking refresh (%s the effect): another one ends it',
    async (when) => {
      const linked = await harness.link(vault);
      const { access } = await vend(vault, linked.id);
      const victim = harness.vault({ deadlines: { ...MORTAL, writeRetryMs: 100 } });
      await stop();
      const held = harness.plant({ endpoint: 'token:refresh_token', kind: 'hold', when });
      await disconnect(victim, { session: await ownerOf(linked), connectionId: linked.id });
      await until('the revoking refresh is held', () => held.waiting === 1);
      await abandon(victim);
      harness.release(held);
      stop = startRefreshLoop(vault);
      await receipt(linked, 'cancelled');
      expect(harness.isLive(access)).toBe(false);
      expect(await harness.grant(linked)).toBeUndefined();
    },
  );
});
