import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BULK_KINDS } from '#lib/contract/bulk-acts';
import { ALLOWED_ROLES } from '#lib/contract/people';
import { vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import { act, bareConnections, previewed, runIt, standingOf, startOf } from '#vault/testing/bulk';
import { noticesOf } from '#vault/testing/exchanges';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { newStaffWithPasskey, type StaffWithPasskey } from '#vault/testing/step-up';
import { vendCode } from '#vault/testing/vend-code';
import { beginList, nameConnections } from './make-list';

let harness: Harness;
let vault: VaultContext;
let operator: StaffWithPasskey;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault({ deadlines: UNHURRIED, env: { BULK_SECOND_PERSON_ABOVE: '100' } });
  operator = await newStaffWithPasskey(harness, 'operator');
});
afterAll(() => harness.close());

const trailOf = async (bulkActId: string) => {
  const { rows } = await harness.owner.query<{ action: string }>(
    `SELECT action FROM audit_entries WHERE detail->>'bulkAct' = $1 ORDER BY id`,
    [bulkActId],
  );
  return rows.map(({ action }) => action);
};

describe('a bulk act', () => {
  it('freezes each connection of its list like the act on one: row in the trail, notice, no vend', async () => {
    const linked = await harness.link(vault);
    const [frozen = '', disconnected = ''] = await bareConnections(harness, 2);
    await harness.owner.query('UPDATE connections SET frozen_at = now() WHERE id = $1', [frozen]);
    await harness.owner.query(
      `UPDATE connections SET status = 'disconnected', reason = 'staff' WHERE id = $1`,
      [disconnected],
    );
    const connectionIds = [linked.id, frozen, disconnected];
    const id = await previewed(vault, operator.session, { kind: 'freeze', connectionIds });
    expect(await act(vault, operator, startOf(id, 'freeze', 3))).toBe('started');
    await runIt(vault, id);
    expect(await standingOf(harness, id)).toMatchObject({
      state: 'finished',
      done: 1,
      unchanged: 1,
      refused: 1,
    });
    expect(await vendCode(vault, linked.id)).toBe('CONNECTION_FROZEN');
    expect(await noticesOf(harness, linked.customerId)).toEqual(['frozen']);
    expect(await trailOf(id)).toEqual(['bulk_act.started', 'connection.frozen', 'bulk_act.finished']);
    const { rows } = await harness.owner.query(
      `SELECT e.actor_id, e.detail->>'role' AS role, p.data->>'reason' AS reason FROM audit_entries e
       JOIN audit_personal p ON p.entry_id = e.id WHERE e.connection_id = $1`,
      [linked.id],
    );
    expect(rows).toEqual([{ actor_id: operator.id, role: 'operator', reason: 'case 12' }]);
  });

  it('releases, checks, gives away and disconnects by the same code as the acts on one', async () => {
    const linked = await harness.link(vault);
    const { version } = await vend(vault, linked.id);
    const connectionIds = [linked.id];
    const done = async (kind: 'check' | 'assign' | 'release' | 'disconnect') => {
      const ownerStaffId = kind === 'assign' ? operator.id : null;
      const id = await previewed(vault, operator.session, { kind, connectionIds, ownerStaffId });
      expect(await act(vault, operator, startOf(id, kind, 1))).toBe('started');
      await runIt(vault, id);
      return (await standingOf(harness, id)).outcomes;
    };
    expect([await done('check'), await done('check')]).toEqual([['done'], ['unchanged']]);
    expect((await vend(vault, linked.id)).version).toBe(version + 1n);
    expect([await done('assign'), await done('assign')]).toEqual([['done'], ['unchanged']]);
    expect(await done('release')).toEqual(['unchanged']);
    expect([await done('disconnect'), await done('disconnect')]).toEqual([['done'], ['unchanged']]);
    expect(await harness.connection(linked)).toMatchObject({
      status: 'disconnected',
      end_result: 'cancelled',
    });
    expect(await done('release')).toEqual(['disconnected']);
    expect(await harness.auditActions(linked)).toEqual([
      'connection.checked',
      'connection.owner_changed',
      'connection.disconnected',
      'connection.ended_at_wise',
    ]);
  });

  it('has a list that stays as it was previewed: each connection once, none that there is not, bounded', async () => {
    const ids = await bareConnections(harness, 3);
    const { session } = operator;
    const ask = { session, kind: 'freeze', source: 'filter', query: 'q=x', ownerStaffId: null } as const;
    const bulkActId = await beginList(vault, ask);
    const name = (connectionIds: string[], isLast = false) =>
      nameConnections(vault, { session, bulkActId, connectionIds, isLast });
    expect(await name(ids.slice(0, 2))).toEqual({ result: 'more', total: 2 });
    const unknown = '00000000-0000-4000-8000-000000000000';
    expect(await name([...ids, unknown], true)).toEqual({ result: 'ready', total: 3 });
    await expect(name(await bareConnections(harness, 1))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { rows } = await harness.owner.query('SELECT breakdown FROM vault.bulk_acts WHERE id = $1', [
      bulkActId,
    ]);
    expect(rows[0].breakdown).toEqual([
      { environment: 'sandbox', status: 'active', isFrozen: false, count: 3 },
    ]);
    const empty = await beginList(vault, ask);
    expect(
      await nameConnections(vault, { session, bulkActId: empty, connectionIds: [], isLast: true }),
    ).toEqual({ result: 'none', total: 0 });
  });
});

describe('starting a bulk act', () => {
  it('promise 14: wants an approval of exactly this list, number and act, once', async () => {
    const connectionIds = await bareConnections(harness, 2);
    const id = await previewed(vault, operator.session, { kind: 'freeze', connectionIds });
    const other = await previewed(vault, operator.session, { kind: 'freeze', connectionIds });
    const start = startOf(id, 'freeze', 2);
    const required = 'STEP_UP_REQUIRED';
    expect(await act(vault, operator, start, 'nothing')).toBe(required);
    expect(await act(vault, operator, start, startOf(other, 'freeze', 2))).toBe(required);
    expect(await act(vault, operator, start, startOf(id, 'freeze', 3))).toBe(required);
    expect(await act(vault, operator, start, startOf(id, 'release', 2))).toBe(required);
    expect(await act(vault, operator, start, { ...start, reason: 'another' })).toBe(required);
    expect(await act(vault, operator, startOf(id, 'freeze', 3)), 'mistyped').toBe('count');
    expect(await act(vault, operator, startOf(id, 'disconnect', 2))).toBe('BAD_REQUEST');
    expect(await act(vault, operator, startOf(id, 'freeze', ' 2 '))).toBe('started');
    expect(await act(vault, operator, start)).toBe('unchanged');
    expect((await standingOf(harness, other)).state).toBe('preview');
  });

  it('ends an hour after the preview, and for a disconnect wants a recent sign-in', async () => {
    const connectionIds = await bareConnections(harness, 1);
    const old = await previewed(vault, operator.session, { kind: 'freeze', connectionIds });
    await harness.owner.query(
      `UPDATE vault.bulk_acts SET created_at = created_at - interval '61 minutes' WHERE id = $1`,
      [old],
    );
    expect(await act(vault, operator, startOf(old, 'freeze', 1))).toBe('expired');
    const person = await newStaffWithPasskey(harness, 'operator');
    const id = await previewed(vault, person.session, { kind: 'disconnect', connectionIds });
    await harness.owner.query(
      `UPDATE staff_sessions SET authenticated_at = now() - interval '1 day' WHERE staff_id = $1`,
      [person.id],
    );
    expect(await act(vault, person, startOf(id, 'disconnect', 1))).toBe('SIGN_IN_TOO_OLD');
  });

  it('whoever does it to many may do it to one', () => {
    for (const kind of BULK_KINDS)
      for (const role of ALLOWED_ROLES.bulk_act) expect(ALLOWED_ROLES[kind]).toContain(role);
  });
});
