import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { VaultContext } from '#vault/runtime/context';
import { newStaff, signIn } from '#vault/testing/attempts';
import { Harness, type Linked } from '#vault/testing/harness';
import { assign } from './assign';
import { addNote, withdrawNote } from './notes';
import { endSnooze, snooze } from './snooze';

let harness: Harness;
let vault: VaultContext;
let support: Colleague;
let linked: Linked;

type Colleague = { id: string; session: SessionClaim };

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault();
  support = await colleague('support');
  linked = await harness.link(vault);
});
afterAll(() => harness.close());

async function colleague(role: string): Promise<Colleague> {
  const id = await newStaff(harness, role);
  return { id, session: { audience: 'staff', token: await signIn(harness, 'staff', id) } };
}

const by = (who: Colleague) => ({ session: who.session, connectionId: linked.id });
const rows = async (sql: string) => (await harness.owner.query(sql)).rows;
const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);

async function newTrail(): Promise<() => Promise<{ action: string; detail: object; data: object }[]>> {
  const [{ last }] = await rows('SELECT coalesce(max(id), 0)::text AS last FROM audit_entries');
  return () =>
    rows(
      `SELECT e.action, e.detail, p.data FROM audit_entries e LEFT JOIN audit_personal p ON p.entry_id = e.id
       WHERE e.id > ${last} ORDER BY e.id`,
    );
}

describe('a note', () => {
  it('is kept as it was written; its text is in no audit row, and gone once its author withdraws it', async () => {
    const trail = await newTrail();
    const text = 'Rang twice.\n<b>Not</b> a word of HTML. مرحبا';
    const { noteId } = await addNote(vault, { ...by(support), text });
    expect(await rows('SELECT staff_id, text FROM connection_notes')).toEqual([
      { staff_id: support.id, text },
    ]);
    const admin = await colleague('admin');
    await expect(withdrawNote(vault, { ...by(admin), noteId })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    const withdraw = () => withdrawNote(vault, { ...by(support), noteId });
    await Promise.all([withdraw(), withdraw()]);
    expect(await rows('SELECT 1 FROM connection_notes')).toEqual([]);
    const entries = await trail();
    expect(entries.map(({ action }) => action)).toEqual([
      'connection.note_added',
      'connection.note_withdrawn',
    ]);
    expect(JSON.stringify(entries)).not.toContain('Rang');
  });

  it('can be changed by no role of the database but its owner', async () => {
    for (const url of [harness.database.vaultUrl, harness.database.webUrl]) {
      const { default: pg } = await import('pg');
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await expect(client.query(`UPDATE connection_notes SET text = 'x'`)).rejects.toThrow(
        /permission denied/,
      );
      await client.end();
    }
  });
});

describe('the owner of a connection', () => {
  it('is oneself, a colleague who may work on it, or nobody; each change is one row with before and after', async () => {
    const trail = await newTrail();
    const [operator, viewer, gone] = await Promise.all(['operator', 'viewer', 'admin'].map(colleague));
    if (operator === undefined || viewer === undefined || gone === undefined) throw new Error('nobody');
    await harness.owner.query('UPDATE staff SET disabled_at = now() WHERE id = $1', [gone.id]);
    const give = (staffId: string | null) => assign(vault, { ...by(support), staffId });
    expect(await give(support.id)).toBe('done');
    expect(await give(support.id)).toBe('unchanged');
    for (const nobody of [viewer.id, gone.id, randomUUID()]) expect(await give(nobody)).toBe('nobody');
    expect(await give(operator.id)).toBe('done');
    expect(await give(null)).toBe('done');
    expect((await trail()).map(({ detail }) => detail)).toMatchObject([
      { before: null, after: support.id },
      { before: support.id, after: operator.id },
      { before: operator.id, after: null },
    ]);
  });
});

describe('a snooze', () => {
  it('stands until its time with its reason, may be changed, and be ended early', async () => {
    const trail = await newTrail();
    await snooze(vault, { ...by(support), until: inDays(7), reason: 'Waiting for a letter' });
    await snooze(vault, { ...by(support), until: inDays(2), reason: 'Letter is on its way' });
    expect(await rows('SELECT snooze_reason FROM connection_follow_up')).toEqual([
      { snooze_reason: 'Letter is on its way' },
    ]);
    await endSnooze(vault, by(support));
    await endSnooze(vault, by(support));
    expect(await rows('SELECT snoozed_until FROM connection_follow_up')).toEqual([{ snoozed_until: null }]);
    const entries = await trail();
    expect(entries.map(({ action }) => action)).toEqual([
      'connection.snoozed',
      'connection.snoozed',
      'connection.snooze_ended',
    ]);
    expect(entries[0]?.data).toMatchObject({ reason: 'Waiting for a letter' });
  });

  it('neither ends in the past nor lasts for ever', async () => {
    for (const until of [inDays(-1), inDays(367)]) {
      await expect(snooze(vault, { ...by(support), until, reason: 'x' })).rejects.toMatchObject({
        code: 'BAD_REQUEST',
      });
    }
  });
});

it('viewers, customers, and who was demoted or disabled a moment ago do none of it', async () => {
  const trail = await newTrail();
  const viewer = await colleague('viewer');
  const owner: Colleague = {
    id: linked.customerId,
    session: { audience: 'customer', token: await signIn(harness, 'customer', linked.customerId) },
  };
  const demoted = await colleague('operator');
  await harness.owner.query(`UPDATE staff SET role = 'viewer' WHERE id = $1`, [demoted.id]);
  const disabled = await colleague('support');
  await harness.owner.query('UPDATE staff SET disabled_at = now() WHERE id = $1', [disabled.id]);
  const codes = [
    [viewer, 'FORBIDDEN'],
    [owner, 'FORBIDDEN'],
    [demoted, 'FORBIDDEN'],
    [disabled, 'NOT_SIGNED_IN'],
  ] as const;
  for (const [who, code] of codes) {
    const acts = [
      () => addNote(vault, { ...by(who), text: 'x' }),
      () => withdrawNote(vault, { ...by(who), noteId: randomUUID() }),
      () => assign(vault, { ...by(who), staffId: null }),
      () => snooze(vault, { ...by(who), until: inDays(1), reason: 'x' }),
      () => endSnooze(vault, by(who)),
    ];
    for (const act of acts) await expect(act()).rejects.toMatchObject({ code });
  }
  expect(await trail()).toEqual([]);
});
