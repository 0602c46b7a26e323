import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '#test/until';
import { startRefreshLoop } from '#vault/grants/refresh-loop';
import { vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import { attemptOf, type Claimed, newCustomer } from '#vault/testing/attempts';
import {
  connectionsOf,
  exchange,
  exchangeRow,
  issuedTo,
  liveAccessOf,
  noticesOf,
  trailOf,
} from '#vault/testing/exchanges';
import { expireDeadline, expireExchangeLease } from '#vault/testing/expire';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { startRecovery } from '#vault/testing/start-recovery';
import { vendCode } from '#vault/testing/vend-code';
import { newWiseUser } from '#vault/testing/wise-users';
import { waitForExchange } from './read-exchange';
import { startExchange } from './start-exchange';

let harness: Harness;
let vault: VaultContext;
let stop: () => Promise<void>;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault({ deadlines: UNHURRIED });
  stop = startRecovery(vault);
});
afterEach(() => {
  harness.reset();
  harness.emulator.state.clock = { now: Date.now };
});
afterAll(async () => {
  await stop();
  await harness.close();
});

/** Wise's clock, moved: what it stamps on the next grant. */
function atWise(minutes: number): void {
  harness.emulator.state.clock = { now: () => Date.now() + minutes * 60_000 };
}

async function liveGrants(profileId: string): Promise<{ customer_id: string; state: string }[]> {
  const { rows } = await harness.owner.query(
    `SELECT customer_id, state::text FROM vault.grants WHERE profile_id = $1 AND state <> 'ending'`,
    [profileId],
  );
  return rows;
}

/** Holds the incoming's code answer at Wise after the effect, so that another consent can overtake it. */
async function overtaken(user: ReturnType<typeof newWiseUser>, customerId: string) {
  const attempt = await attemptOf(harness, customerId, user);
  const held = harness.plant({ endpoint: 'token:authorization_code', kind: 'hold', when: 'after' });
  await startExchange(vault, attempt);
  await until('the first grant is given, its answer held', () => held.waiting === 1);
  return { attempt, held };
}

describe('two customers who link the same Wise profile', () => {
  it.each([
    ['minutes later by Wise’s clock', 10, 0],
    ['so close that one confirming refresh has to decide', 0, 1],
  ])('%s: the later consent wins, and nobody learns about the other', async (_when, minutes, refreshes) => {
    const user = newWiseUser(harness.emulator);
    const [former, incoming] = [await newCustomer(harness), await newCustomer(harness)];
    const first = await exchange(vault, await attemptOf(harness, former, user));
    atWise(minutes);
    const second = await exchange(vault, await attemptOf(harness, incoming, user));
    expect(second).toMatchObject({ state: 'connected' });
    expect(await liveGrants(user.profileId)).toEqual([{ customer_id: incoming, state: 'settled' }]);
    expect(await connectionsOf(harness, former)).toMatchObject([
      // What the former customer's token may still do, for the receipt of a disconnect later on.
      {
        id: first.connectionId,
        status: 'needs_reconnect',
        reason: 'replaced',
        token_may_work_until: expect.any(Date),
      },
    ]);
    expect(await noticesOf(harness, former)).toEqual(['connected', 'replaced']);
    expect(await noticesOf(harness, incoming)).toEqual(['connected']);
    expect(await trailOf(harness, former)).toEqual(['connection.connected', 'connection.replaced']);
    expect(await harness.openAlarms()).toContain('grant_replaced');
    expect(issuedTo(harness, user.id).filter((e) => e.grantType === 'refresh_token')).toHaveLength(refreshes);
    expect(await vendCode(vault, String(first.connectionId))).toBe('CONNECTION_NEEDS_RECONNECT');
    const { access } = await vend(vault, String(second.connectionId));
    expect(liveAccessOf(harness, user.id)).toContain(access.reveal());
    expect(
      await harness.owner.query('SELECT 1 FROM vault.grants WHERE connection_id = $1', [first.connectionId]),
    ).toMatchObject({ rowCount: 0 });
  });

  it.each([
    ['closely, so that the refresh of the loser is what tells', 0],
    ['by minutes of Wise’s clock', 10],
  ])('and one whose grant was overtaken %s is refused as replaced', async (_how, minutes) => {
    const user = newWiseUser(harness.emulator);
    const [slow, quick] = [await newCustomer(harness), await newCustomer(harness)];
    const { attempt, held } = await overtaken(user, slow);
    atWise(minutes);
    const winner = await exchange(vault, await attemptOf(harness, quick, user));
    harness.release(held);
    expect(await waitForExchange(vault, attempt.attemptId, 9_000)).toMatchObject({
      state: 'refused',
      reason: 'replaced',
      connectionId: null,
    });
    expect(await exchangeRow(harness, attempt)).toMatchObject({ hasTokens: false });
    expect(await connectionsOf(harness, slow)).toEqual([]);
    expect(await connectionsOf(harness, quick)).toMatchObject([
      { id: winner.connectionId, status: 'active' },
    ]);
    expect(await noticesOf(harness, quick)).toEqual(['connected']);
  });

  it('at the same moment end with exactly one live grant, the one that lives at Wise', async () => {
    const user = newWiseUser(harness.emulator);
    const other = harness.vault({ deadlines: UNHURRIED });
    const people = await Promise.all([
      newCustomer(harness),
      newCustomer(harness),
      newCustomer(harness),
      newCustomer(harness),
    ]);
    const attempts: Claimed[] = [];
    for (const customerId of people) attempts.push(await attemptOf(harness, customerId, user));
    await Promise.all(attempts.map((each, n) => startExchange(n % 2 === 0 ? vault : other, each)));
    await Promise.all(attempts.map((each) => waitForExchange(vault, each.attemptId, 30_000)));
    const grants = await liveGrants(user.profileId);
    expect(grants).toHaveLength(1);
    const open = (await Promise.all(people.map((id) => connectionsOf(harness, id)))).flat();
    const [active, ...more] = open.filter((connection) => connection.status === 'active');
    expect(more).toEqual([]);
    expect(grants).toMatchObject([{ customer_id: active?.customer_id }]);
    // A loser that asked Wise has left the existing grant unverified: its own next refresh proves it.
    const stopLoop = startRefreshLoop(vault);
    await until('the existing grant is settled', async () => {
      return (await liveGrants(user.profileId))[0]?.state === 'settled';
    });
    await stopLoop();
    const { access } = await vend(vault, String(active?.id));
    expect(liveAccessOf(harness, user.id)).toContain(access.reveal());
  });
});

describe('while it is open which of two grants lives', () => {
  it('nothing is vended for the existing one, and the incoming stays sealed', async () => {
    const user = newWiseUser(harness.emulator);
    const [former, incoming] = [await newCustomer(harness), await newCustomer(harness)];
    const first = await exchange(vault, await attemptOf(harness, former, user));
    const attempt = await attemptOf(harness, incoming, user);
    const held = harness.plant({ endpoint: 'token:refresh_token', kind: 'hold', when: 'after' });
    await startExchange(vault, attempt);
    await until('the confirming refresh is held', () => held.waiting === 1);
    expect(await vendCode(vault, String(first.connectionId))).toBe('TOKEN_NOT_READY');
    expect(await connectionsOf(harness, incoming)).toEqual([]);
    expect(await exchangeRow(harness, attempt)).toMatchObject({ state: 'received', hasTokens: true });
    harness.release(held);
    expect(await waitForExchange(vault, attempt.attemptId, 9_000)).toMatchObject({ state: 'connected' });
  });

  it('nobody builds on either of them while a deciding refresh of a vault that died may still act', async () => {
    const sender = harness.vault({ deadlines: { ...UNHURRIED, lateEffectMs: 120_000 } });
    const user = newWiseUser(harness.emulator);
    const [former, incoming] = [await newCustomer(harness), await newCustomer(harness)];
    await exchange(vault, await attemptOf(harness, former, user));
    const attempt = await attemptOf(harness, incoming, user);
    const held = harness.plant({ endpoint: 'token:refresh_token', kind: 'hold', when: 'before' });
    await startExchange(sender, attempt);
    await until('the deciding refresh is held', () => held.waiting === 1);
    // Far beyond the lease of 40 s, at whose end the next vault would go on with what this one may still kill.
    const { rows } = await harness.owner.query(
      `SELECT incoming.lease_expires_at > now() + interval '60 seconds' AS incoming,
         existing.uncertain_until > now() + interval '60 seconds' AS existing
       FROM vault.grants incoming, vault.grants existing WHERE incoming.attempt_id = $1 AND existing.profile_id = $2`,
      [attempt.attemptId, user.profileId],
    );
    expect(rows).toEqual([{ incoming: true, existing: true }]);
    harness.release(held);
    expect(await waitForExchange(vault, attempt.attemptId, 9_000)).toMatchObject({ state: 'connected' });
  });

  it('a deciding refresh whose answer is lost and which acts late kills no token that we vend', async () => {
    const hasty = { ...UNHURRIED, tokenCallMs: 1_000, lateEffectMs: 60_000 };
    const sender = harness.vault({ deadlines: hasty });
    const user = newWiseUser(harness.emulator);
    const [former, incoming] = [await newCustomer(harness), await newCustomer(harness)];
    await exchange(vault, await attemptOf(harness, former, user));
    const attempt = await attemptOf(harness, incoming, user);
    const held = harness.plant({ endpoint: 'token:refresh_token', kind: 'hold', when: 'before' });
    await startExchange(sender, attempt);
    // For as long as the request may still act, counted from when it went out: nobody takes it up before that.
    await until('the sender gives up waiting, and everybody else keeps away', async () => {
      const { rowCount } = await harness.owner.query(
        `SELECT 1 FROM vault.grants WHERE attempt_id = $1 AND lease_owner IS NULL
           AND next_refresh_at BETWEEN now() + interval '45 seconds' AND now() + interval '60 seconds'`,
        [attempt.attemptId],
      );
      return rowCount === 1;
    });
    expect(await exchangeRow(harness, attempt)).toMatchObject({ state: 'received' });
    harness.release(held);
    await expireExchangeLease(harness, attempt);
    const answer = await waitForExchange(vault, attempt.attemptId, 9_000);
    expect(answer).toMatchObject({ state: 'connected' });
    const { access } = await vend(vault, String(answer.connectionId));
    expect(liveAccessOf(harness, user.id)).toEqual([access.reveal()]);
  });

  it('a refused profile choice ends the incoming without handing out dead tokens of the user’s other grants', async () => {
    const user = newWiseUser(harness.emulator);
    const [former, incoming] = [await newCustomer(harness), await newCustomer(harness)];
    const first = await exchange(vault, await attemptOf(harness, former, user));
    const attempt = await attemptOf(harness, incoming, user);
    await harness.owner.query(`UPDATE connect_attempts SET profile_id = '1' WHERE id = $1`, [
      attempt.attemptId,
    ]);
    expect(await exchange(vault, attempt)).toMatchObject({ reason: 'profile_mismatch' });
    expect(await vendCode(vault, String(first.connectionId))).toBe('TOKEN_NOT_READY');
    // The newer consent had killed that grant at Wise: its own next refresh finds out, and soon.
    const stopLoop = startRefreshLoop(vault);
    await until(
      'the former customer is asked to connect again',
      async () => {
        // Read from the row: a vend would refresh by itself, and nobody may happen to ask for one.
        return (await connectionsOf(harness, former))[0]?.status === 'needs_reconnect';
      },
      { withinMs: 40_000 },
    );
    await stopLoop();
  });
});

describe('one customer with two tabs', () => {
  it('finishes both, in either order, on one connection', async () => {
    const user = newWiseUser(harness.emulator);
    const customerId = await newCustomer(harness);
    const [one, two] = [
      await attemptOf(harness, customerId, user),
      await attemptOf(harness, customerId, user),
    ];
    const second = await exchange(vault, two);
    const first = await exchange(vault, one);
    expect(first).toMatchObject({ state: 'connected', connectionId: second.connectionId });
    expect(await connectionsOf(harness, customerId)).toHaveLength(1);
    expect(await liveGrants(user.profileId)).toEqual([{ customer_id: customerId, state: 'settled' }]);
  });

  it('whose older answer comes after the newer consent: joins the living connection', async () => {
    const user = newWiseUser(harness.emulator);
    const customerId = await newCustomer(harness);
    const { attempt, held } = await overtaken(user, customerId);
    await expireDeadline(harness, attempt);
    await until(
      'it is interrupted',
      async () => (await exchangeRow(harness, attempt))?.state === 'interrupted',
    );
    const newer = await exchange(vault, await attemptOf(harness, customerId, user));
    harness.release(held);
    await until('the late one has joined', async () => {
      return (await exchangeRow(harness, attempt))?.connection_id === newer.connectionId;
    });
    expect(await connectionsOf(harness, customerId)).toHaveLength(1);
    expect(await trailOf(harness, customerId)).toEqual(['connection.refused', 'connection.connected']);
  });

  it('reconnects after Wise had ended the grant, under the same id', async () => {
    const user = newWiseUser(harness.emulator);
    const customerId = await newCustomer(harness);
    const first = await exchange(vault, await attemptOf(harness, customerId, user));
    await harness.owner.query('DELETE FROM vault.grants WHERE connection_id = $1', [first.connectionId]);
    await harness.owner.query(
      `UPDATE connections SET status = 'needs_reconnect', reason = 'lost_at_wise',
         token_may_work_until = now() + interval '1 hour' WHERE id = $1`,
      [first.connectionId],
    );
    const again = await exchange(vault, await attemptOf(harness, customerId, user));
    expect(again.connectionId).toBe(first.connectionId);
    expect(await connectionsOf(harness, customerId)).toMatchObject([
      { status: 'active', reason: null, token_may_work_until: null },
    ]);
    expect(await vendCode(vault, String(first.connectionId))).toBe('vended');
  });
});
