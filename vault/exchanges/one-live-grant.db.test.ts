import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '#lib/errors/app-error';
import { until } from '#test/until';
import { housekeeping } from '#vault/grants/housekeeping';
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
import { deadlineIsOver, exchangeLeaseIsOver } from '#vault/testing/over';
import { Rig, UNHURRIED } from '#vault/testing/rig';
import { startRecovery } from '#vault/testing/start-recovery';

import { newWiseUser } from '#vault/testing/wise-users';
import { waitForExchange } from './read-exchange';
import { startExchange } from './start-exchange';

let rig: Rig;
let vault: VaultContext;
let stop: () => Promise<void>;

beforeAll(async () => {
  rig = await Rig.start();
  vault = rig.vault({ deadlines: UNHURRIED });
  stop = startRecovery(vault);
});
afterEach(() => {
  rig.calm();
  rig.emulator.state.clock = { now: Date.now };
});
afterAll(async () => {
  await stop();
  await rig.close();
});

/** Wise's clock, moved: what it stamps on the next grant. */
function atWise(minutes: number): void {
  rig.emulator.state.clock = { now: () => Date.now() + minutes * 60_000 };
}

async function liveGrants(profileId: string): Promise<{ customer_id: string; state: string }[]> {
  const { rows } = await rig.owner.query(
    `SELECT customer_id, state::text FROM vault.grants WHERE profile_id = $1 AND state <> 'ending'`,
    [profileId],
  );
  return rows;
}

async function vendCode(connectionId: string): Promise<string> {
  try {
    await vend(vault, connectionId);
    return 'vended';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

/** Holds the incoming's code answer at Wise after the effect, so that another consent can overtake it. */
async function overtaken(user: ReturnType<typeof newWiseUser>, customerId: string) {
  const attempt = await attemptOf(rig, customerId, user);
  const held = rig.plant({ endpoint: 'token:authorization_code', kind: 'hold', when: 'after' });
  await startExchange(vault, attempt);
  await until('the first grant is given, its answer held', () => held.waiting === 1);
  return { attempt, held };
}

describe('two customers who link the same Wise profile', () => {
  it.each([
    ['minutes later by Wise’s clock', 10, 0],
    ['so close that one confirming refresh has to decide', 0, 1],
  ])('%s: the later consent wins, and nobody learns about the other', async (_when, minutes, refreshes) => {
    const user = newWiseUser(rig.emulator);
    const [former, incoming] = [await newCustomer(rig), await newCustomer(rig)];
    const first = await exchange(vault, await attemptOf(rig, former, user));
    atWise(minutes);
    const second = await exchange(vault, await attemptOf(rig, incoming, user));
    expect(second).toMatchObject({ state: 'connected' });
    expect(await liveGrants(user.profileId)).toEqual([{ customer_id: incoming, state: 'settled' }]);
    expect(await connectionsOf(rig, former)).toMatchObject([
      // What the former customer's token may still do, for the receipt of a disconnect later on.
      {
        id: first.connectionId,
        status: 'needs_reconnect',
        reason: 'replaced',
        token_may_work_until: expect.any(Date),
      },
    ]);
    expect(await noticesOf(rig, former)).toEqual(['connected', 'replaced']);
    expect(await noticesOf(rig, incoming)).toEqual(['connected']);
    expect(await trailOf(rig, former)).toEqual(['connection.connected', 'connection.replaced']);
    expect(await rig.openAlarms()).toContain('grant_replaced');
    expect(issuedTo(rig, user.id).filter((e) => e.grantType === 'refresh_token')).toHaveLength(refreshes);
    expect(await vendCode(String(first.connectionId))).toBe('CONNECTION_NEEDS_RECONNECT');
    const { access } = await vend(vault, String(second.connectionId));
    expect(liveAccessOf(rig, user.id)).toContain(access.reveal());
    expect(
      await rig.owner.query('SELECT 1 FROM vault.grants WHERE connection_id = $1', [first.connectionId]),
    ).toMatchObject({ rowCount: 0 });
  });

  it.each([
    ['closely, so that the refresh of the loser is what tells', 0],
    ['by minutes of Wise’s clock', 10],
  ])('and one whose grant was overtaken %s is refused as replaced', async (_how, minutes) => {
    const user = newWiseUser(rig.emulator);
    const [slow, quick] = [await newCustomer(rig), await newCustomer(rig)];
    const { attempt, held } = await overtaken(user, slow);
    atWise(minutes);
    const winner = await exchange(vault, await attemptOf(rig, quick, user));
    rig.release(held);
    expect(await waitForExchange(vault, attempt.attemptId, 9_000)).toMatchObject({
      state: 'refused',
      reason: 'replaced',
      connectionId: null,
    });
    expect(await exchangeRow(rig, attempt)).toMatchObject({ hasTokens: false });
    expect(await connectionsOf(rig, slow)).toEqual([]);
    expect(await connectionsOf(rig, quick)).toMatchObject([{ id: winner.connectionId, status: 'active' }]);
    expect(await noticesOf(rig, quick)).toEqual(['connected']);
  });

  it('at the same moment end with exactly one live grant, the one that lives at Wise', async () => {
    const user = newWiseUser(rig.emulator);
    const other = rig.vault({ deadlines: UNHURRIED });
    const people = await Promise.all([
      newCustomer(rig),
      newCustomer(rig),
      newCustomer(rig),
      newCustomer(rig),
    ]);
    const attempts: Claimed[] = [];
    for (const customerId of people) attempts.push(await attemptOf(rig, customerId, user));
    await Promise.all(attempts.map((each, n) => startExchange(n % 2 === 0 ? vault : other, each)));
    await Promise.all(attempts.map((each) => waitForExchange(vault, each.attemptId, 30_000)));
    const grants = await liveGrants(user.profileId);
    expect(grants).toHaveLength(1);
    const open = (await Promise.all(people.map((id) => connectionsOf(rig, id)))).flat();
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
    expect(liveAccessOf(rig, user.id)).toContain(access.reveal());
  });
});

describe('the alarm about a replaced grant', () => {
  it('tells of an event, so it closes by itself after a quiet day', async () => {
    await rig.owner.query(
      `INSERT INTO alarms (code, environment) VALUES ('grant_replaced', 'sandbox') ON CONFLICT DO NOTHING`,
    );
    await rig.owner.query(`UPDATE alarms SET last_seen_at = now() - interval '25 hours'`);
    await housekeeping(vault);
    expect(await rig.openAlarms()).not.toContain('grant_replaced');
  });
});

describe('while it is open which of two grants lives', () => {
  it('nothing is vended for the existing one, and the incoming stays sealed', async () => {
    const user = newWiseUser(rig.emulator);
    const [former, incoming] = [await newCustomer(rig), await newCustomer(rig)];
    const first = await exchange(vault, await attemptOf(rig, former, user));
    const attempt = await attemptOf(rig, incoming, user);
    const held = rig.plant({ endpoint: 'token:refresh_token', kind: 'hold', when: 'after' });
    await startExchange(vault, attempt);
    await until('the confirming refresh is held', () => held.waiting === 1);
    expect(await vendCode(String(first.connectionId))).toBe('TOKEN_NOT_READY');
    expect(await connectionsOf(rig, incoming)).toEqual([]);
    expect(await exchangeRow(rig, attempt)).toMatchObject({ state: 'received', hasTokens: true });
    rig.release(held);
    expect(await waitForExchange(vault, attempt.attemptId, 9_000)).toMatchObject({ state: 'connected' });
  });

  it('nobody builds on either of them while a deciding refresh of a vault that died may still act', async () => {
    const sender = rig.vault({ deadlines: { ...UNHURRIED, lateEffectMs: 120_000 } });
    const user = newWiseUser(rig.emulator);
    const [former, incoming] = [await newCustomer(rig), await newCustomer(rig)];
    await exchange(vault, await attemptOf(rig, former, user));
    const attempt = await attemptOf(rig, incoming, user);
    const held = rig.plant({ endpoint: 'token:refresh_token', kind: 'hold', when: 'before' });
    await startExchange(sender, attempt);
    await until('the deciding refresh is held', () => held.waiting === 1);
    // Far beyond the lease of 40 s, at whose end the next vault would go on with what this one may still kill.
    const { rows } = await rig.owner.query(
      `SELECT incoming.lease_expires_at > now() + interval '60 seconds' AS incoming,
         existing.uncertain_until > now() + interval '60 seconds' AS existing
       FROM vault.grants incoming, vault.grants existing WHERE incoming.attempt_id = $1 AND existing.profile_id = $2`,
      [attempt.attemptId, user.profileId],
    );
    expect(rows).toEqual([{ incoming: true, existing: true }]);
    rig.release(held);
    expect(await waitForExchange(vault, attempt.attemptId, 9_000)).toMatchObject({ state: 'connected' });
  });

  it('a deciding refresh whose answer is lost and which acts late kills no token that we vend', async () => {
    const hasty = { ...UNHURRIED, tokenCallMs: 1_000, lateEffectMs: 60_000 };
    const sender = rig.vault({ deadlines: hasty });
    const user = newWiseUser(rig.emulator);
    const [former, incoming] = [await newCustomer(rig), await newCustomer(rig)];
    await exchange(vault, await attemptOf(rig, former, user));
    const attempt = await attemptOf(rig, incoming, user);
    const held = rig.plant({ endpoint: 'token:refresh_token', kind: 'hold', when: 'before' });
    await startExchange(sender, attempt);
    // For as long as the request may still act, counted from when it went out: nobody takes it up before that.
    await until('the sender gives up waiting, and everybody else keeps away', async () => {
      const { rowCount } = await rig.owner.query(
        `SELECT 1 FROM vault.grants WHERE attempt_id = $1 AND lease_owner IS NULL
           AND next_refresh_at BETWEEN now() + interval '45 seconds' AND now() + interval '60 seconds'`,
        [attempt.attemptId],
      );
      return rowCount === 1;
    });
    expect(await exchangeRow(rig, attempt)).toMatchObject({ state: 'received' });
    rig.release(held);
    await exchangeLeaseIsOver(rig, attempt);
    const answer = await waitForExchange(vault, attempt.attemptId, 9_000);
    expect(answer).toMatchObject({ state: 'connected' });
    const { access } = await vend(vault, String(answer.connectionId));
    expect(liveAccessOf(rig, user.id)).toEqual([access.reveal()]);
  });

  it('a refused profile choice ends the incoming without handing out dead tokens of the user’s other grants', async () => {
    const user = newWiseUser(rig.emulator);
    const [former, incoming] = [await newCustomer(rig), await newCustomer(rig)];
    const first = await exchange(vault, await attemptOf(rig, former, user));
    const attempt = await attemptOf(rig, incoming, user);
    await rig.owner.query(`UPDATE connect_attempts SET profile_id = '1' WHERE id = $1`, [attempt.attemptId]);
    expect(await exchange(vault, attempt)).toMatchObject({ reason: 'profile_mismatch' });
    expect(await vendCode(String(first.connectionId))).toBe('TOKEN_NOT_READY');
    // The newer consent had killed that grant at Wise: its own next refresh finds out, and soon.
    const stopLoop = startRefreshLoop(vault);
    await until(
      'the former customer is asked to connect again',
      async () => {
        // Read from the row: a vend would refresh by itself, and nobody may happen to ask for one.
        return (await connectionsOf(rig, former))[0]?.status === 'needs_reconnect';
      },
      { withinMs: 40_000 },
    );
    await stopLoop();
  });
});

describe('one customer with two tabs', () => {
  it('finishes both, in either order, on one connection', async () => {
    const user = newWiseUser(rig.emulator);
    const customerId = await newCustomer(rig);
    const [one, two] = [await attemptOf(rig, customerId, user), await attemptOf(rig, customerId, user)];
    const second = await exchange(vault, two);
    const first = await exchange(vault, one);
    expect(first).toMatchObject({ state: 'connected', connectionId: second.connectionId });
    expect(await connectionsOf(rig, customerId)).toHaveLength(1);
    expect(await liveGrants(user.profileId)).toEqual([{ customer_id: customerId, state: 'settled' }]);
  });

  it('whose older answer comes after the newer consent: joins the living connection', async () => {
    const user = newWiseUser(rig.emulator);
    const customerId = await newCustomer(rig);
    const { attempt, held } = await overtaken(user, customerId);
    await deadlineIsOver(rig, attempt);
    await until('it is interrupted', async () => (await exchangeRow(rig, attempt))?.state === 'interrupted');
    const newer = await exchange(vault, await attemptOf(rig, customerId, user));
    rig.release(held);
    await until('the late one has joined', async () => {
      return (await exchangeRow(rig, attempt))?.connection_id === newer.connectionId;
    });
    expect(await connectionsOf(rig, customerId)).toHaveLength(1);
    expect(await trailOf(rig, customerId)).toEqual(['connection.refused', 'connection.connected']);
  });

  it('reconnects after Wise had ended the grant, under the same id', async () => {
    const user = newWiseUser(rig.emulator);
    const customerId = await newCustomer(rig);
    const first = await exchange(vault, await attemptOf(rig, customerId, user));
    await rig.owner.query('DELETE FROM vault.grants WHERE connection_id = $1', [first.connectionId]);
    await rig.owner.query(
      `UPDATE connections SET status = 'needs_reconnect', reason = 'lost_at_wise',
         token_may_work_until = now() + interval '1 hour' WHERE id = $1`,
      [first.connectionId],
    );
    const again = await exchange(vault, await attemptOf(rig, customerId, user));
    expect(again.connectionId).toBe(first.connectionId);
    expect(await connectionsOf(rig, customerId)).toMatchObject([
      { status: 'active', reason: null, token_may_work_until: null },
    ]);
    expect(await vendCode(String(first.connectionId))).toBe('vended');
  });
});
