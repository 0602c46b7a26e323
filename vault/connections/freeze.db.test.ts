import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SessionClaim } from '#lib/contract/internal-api';
import { until } from '#test/until';
import { refreshGrant } from '#vault/grants/refresh';
import { vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from '#vault/testing/api-key';
import { newStaff, signIn } from '#vault/testing/attempts';
import { noticesOf } from '#vault/testing/exchanges';
import { Harness, type Linked, UNHURRIED } from '#vault/testing/harness';
import { approved, newStaffWithPasskey } from '#vault/testing/step-up';
import { vendCode } from '#vault/testing/vend-code';
import { checkConnection } from './check';
import { freeze, release } from './freeze';
import { recordExport } from './record-export';
import { sendReconnectLink } from './send-reconnect-link';

let harness: Harness;
let servers: readonly [Vault, Vault];
let vault: VaultContext;
let other: VaultContext;
let key: string;
let operator: SessionClaim;
let support: SessionClaim;

beforeAll(async () => {
  harness = await Harness.start();
  // no tick of the loop refreshes what a test is about
  const deadlines = { ...UNHURRIED, loopMs: 3_600_000 };
  servers = await Promise.all([
    startVault(harness.env(), { deadlines }),
    startVault(harness.env(), { deadlines }),
  ]);
  [vault, other] = [servers[0].ctx, servers[1].ctx];
  key = (await makeApiKey(vault.database, ['tokens:read'])).key;
  operator = await staff('operator');
  support = await staff('support');
});
afterEach(() => harness.reset());
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await harness.close();
});

/** What the partner's back end is answered: 200, or the code of the problem. */
async function ask(server: Vault, linked: Linked): Promise<string> {
  const response = await fetch(`${server.partnerUrl}/v1/connections/${linked.id}/access-token`, {
    headers: { authorization: `Bearer ${key}` },
  });
  const body = (await response.json()) as { code?: string };
  return response.status === 200 ? '200' : String(body.code);
}

async function staff(role: string): Promise<SessionClaim> {
  return { audience: 'staff', token: await signIn(harness, 'staff', await newStaff(harness, role)) };
}

const about = (linked: Linked, session = operator) => ({
  session,
  connectionId: linked.id,
  reason: 'fraud desk, case 12',
});

/** The rows of the connection's trail, with what of each may be erased. */
async function trailOf(linked: Linked) {
  const { rows } = await harness.owner.query(
    `SELECT e.action, e.detail, p.data FROM audit_entries e LEFT JOIN audit_personal p ON p.entry_id = e.id
     WHERE e.connection_id = $1 ORDER BY e.id`,
    [linked.id],
  );
  return rows;
}

describe('a freeze of one connection', () => {
  it('promise 6: no vend of any vault that begins after its acknowledgement succeeds, while others race it', async () => {
    const linked = await harness.link(vault);
    let isAcknowledged = false;
    let vended = 0;
    const begunAfter: string[] = [];
    const caller = async (server: Vault) => {
      for (;;) {
        const isLate = isAcknowledged;
        const answer = await ask(server, linked);
        if (isLate) begunAfter.push(answer);
        if (answer !== '200') return;
        vended += 1;
      }
    };
    const callers = Array.from({ length: 16 }, (_, n) => caller(n % 2 === 0 ? servers[0] : servers[1]));
    await until('tokens are vended', () => vended > 50);
    expect(await freeze(vault, about(linked))).toBe('done');
    isAcknowledged = true;
    const late = await Promise.all(Array.from({ length: 16 }, () => ask(servers[1], linked)));
    await Promise.all(callers);
    expect(new Set([...begunAfter, ...late])).toEqual(new Set(['CONNECTION_FROZEN']));
  });

  it('leaves who and why, tells the customer, and is taken back the same way, each once', async () => {
    const linked = await harness.link(vault);
    const { version } = await vend(vault, linked.id);
    const twice = await Promise.all([freeze(vault, about(linked)), freeze(other, about(linked))]);
    expect(twice.sort()).toEqual(['done', 'unchanged']);
    expect(await release(vault, { ...about(linked), reason: 'cleared' })).toBe('done');
    expect(await release(vault, about(linked))).toBe('unchanged');
    expect((await vend(vault, linked.id)).version).toBe(version);
    expect(await trailOf(linked)).toMatchObject([
      { action: 'connection.frozen', detail: { role: 'operator' }, data: { reason: 'fraud desk, case 12' } },
      { action: 'connection.released', data: { reason: 'cleared' } },
    ]);
    expect(await noticesOf(harness, linked.customerId)).toEqual(['frozen', 'released']);
  });

  it('in the middle of a refresh loses no grant: the answer is stored, and vended once it is released', async () => {
    const linked = await harness.link(vault);
    const { version: before } = await vend(vault, linked.id);
    const held = harness.plant({ endpoint: 'token:refresh_token', kind: 'hold', count: 1 });
    const refresh = refreshGrant(vault, linked.id, { why: 'check' });
    await until('Wise is asked', () => harness.refreshCallsOf(linked).length === 1);
    await freeze(vault, about(linked));
    harness.release(held);
    expect(await refresh).toMatchObject({ kind: 'refreshed' });
    expect(await harness.grant(linked)).toMatchObject({ state: 'settled' });
    expect(await vendCode(vault, linked.id)).toBe('CONNECTION_FROZEN');
    await release(vault, about(linked));
    const { access, version } = await vend(vault, linked.id);
    expect([version, harness.isLive(access)]).toEqual([before + 1n, true]);
  });

  it('is for operators and admins: support, viewers, customers and a person disabled a moment ago are refused', async () => {
    const linked = await harness.link(vault);
    const owner: SessionClaim = {
      audience: 'customer',
      token: await signIn(harness, 'customer', linked.customerId),
    };
    const demoted = await newStaff(harness, 'operator');
    const demotedSession = { audience: 'staff', token: await signIn(harness, 'staff', demoted) } as const;
    await harness.owner.query(`UPDATE staff SET role = 'support' WHERE id = $1`, [demoted]);
    const disabled = await newStaff(harness, 'admin');
    const disabledSession = { audience: 'staff', token: await signIn(harness, 'staff', disabled) } as const;
    await harness.owner.query(`UPDATE staff SET disabled_at = now() WHERE id = $1`, [disabled]);
    for (const act of [freeze, release]) {
      for (const session of [support, await staff('viewer'), owner, demotedSession]) {
        await expect(act(vault, about(linked, session))).rejects.toMatchObject({ code: 'FORBIDDEN' });
      }
      await expect(act(vault, about(linked, disabledSession))).rejects.toMatchObject({
        code: 'NOT_SIGNED_IN',
      });
    }
    expect(await vendCode(vault, linked.id)).toBe('vended');
  });

  it('has no check ask Wise, and says why', async () => {
    const linked = await harness.link(vault);
    await freeze(vault, about(linked));
    const answer = await checkConnection(vault, { session: support, connectionId: linked.id });
    expect(answer).toMatchObject({ result: 'frozen' });
    expect(harness.refreshCallsOf(linked)).toHaveLength(0);
  });
});

describe('a link to reconnect', () => {
  it('is mailed once a day, though two colleagues ask at one moment, and leaves one row', async () => {
    const linked = await harness.link(vault);
    const send = (ctx = vault) => sendReconnectLink(ctx, { session: support, connectionId: linked.id });
    expect((await Promise.all([send(), send(other), send()])).sort()).toEqual(['queued', 'recent', 'recent']);
    expect(await noticesOf(harness, linked.customerId)).toEqual(['reconnect_link']);
    expect(await harness.auditActions(linked)).toEqual(['connection.reconnect_link_sent']);
    await harness.owner.query(
      `UPDATE notices SET created_at = created_at - interval '25 hours' WHERE connection_id = $1`,
      [linked.id],
    );
    expect(await send()).toBe('queued');
  });

  it('is not sent where a consent would not help, and not by viewers', async () => {
    const linked = await harness.link(vault);
    const send = (session = support) => sendReconnectLink(vault, { session, connectionId: linked.id });
    await expect(send(await staff('viewer'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await freeze(vault, about(linked));
    expect(await send()).toBe('frozen');
    await harness.owner.query(
      `UPDATE connections SET status = 'disconnected', reason = 'staff' WHERE id = $1`,
      [linked.id],
    );
    expect(await send()).toBe('disconnected');
    expect(await noticesOf(harness, linked.customerId)).toEqual(['frozen']);
  });
});

describe('an export of the staff’s list', () => {
  it('is permitted to operators and admins who approve its very filter, once, and recorded', async () => {
    const query = 'q=ada&status=active';
    const person = await newStaffWithPasskey(harness, 'operator');
    const { session } = person;
    const stepUp = await approved(vault, person, { act: 'connections.export', query });
    const required = { code: 'STEP_UP_REQUIRED' };
    await expect(recordExport(vault, { session: support, query, stepUp })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await expect(recordExport(vault, { session, query })).rejects.toMatchObject(required);
    await expect(recordExport(vault, { session, query: '', stepUp }), 'all of them').rejects.toMatchObject(
      required,
    );
    const { exportId } = await recordExport(vault, { session, query, stepUp });
    await expect(recordExport(vault, { session, query, stepUp }), 'twice').rejects.toMatchObject(required);
    const { rows } = await harness.owner.query(
      `SELECT e.id::text, e.detail->>'isFiltered' AS filtered, p.data->>'query' AS query
       FROM audit_entries e JOIN audit_personal p ON p.entry_id = e.id WHERE e.action = 'connections.exported'`,
    );
    expect(rows).toEqual([{ id: exportId, filtered: 'true', query }]);
  });
});
