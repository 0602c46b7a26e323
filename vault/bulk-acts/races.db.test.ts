import { afterAll, beforeAll, expect, it } from 'vitest';
import type { VaultContext } from '#vault/runtime/context';
import { carryOutSecond } from '#vault/second-acts';
import { approveSecond } from '#vault/step-up/approve-second';
import { act, bareConnections, previewed, runIt, standingOf, startOf } from '#vault/testing/bulk';
import { Harness } from '#vault/testing/harness';
import { approved, newStaffWithPasskey, type StaffWithPasskey } from '#vault/testing/step-up';
import { untilWaitedFor } from '#vault/testing/until-waited-for';
import { holdBulkAct } from './bulk-act-row';
import { runBatch } from './run-batch';
import { goOnWithLists } from './run-list';

let harness: Harness;
let vault: VaultContext;
let other: VaultContext;
let operator: StaffWithPasskey;

beforeAll(async () => {
  harness = await Harness.start();
  const env = { BULK_SECOND_PERSON_ABOVE: '100' };
  [vault, other] = [harness.vault({ env }), harness.vault({ env })];
  operator = await newStaffWithPasskey(harness, 'operator');
});
afterAll(() => harness.close());

const { signal } = new AbortController();

async function started(connectionIds: readonly string[], person = operator): Promise<string> {
  const id = await previewed(vault, person.session, { kind: 'freeze', connectionIds });
  await act(vault, person, startOf(id, 'freeze', connectionIds.length));
  return id;
}

/** Rows of the trail and notices of these connections. */
async function traces(connectionIds: readonly string[]) {
  const { rows } = await harness.owner.query(
    `SELECT (SELECT count(*)::int FROM audit_entries WHERE connection_id = ANY ($1) AND action = 'connection.frozen') AS rows,
       (SELECT count(*)::int FROM notices WHERE connection_id = ANY ($1)) AS notices`,
    [connectionIds],
  );
  return rows[0];
}

it('two people over the same connections: each is frozen once, by one of them, and both lists end', async () => {
  const connectionIds = await bareConnections(harness, 30);
  const colleague = await newStaffWithPasskey(harness, 'admin');
  const [one, two] = [await started(connectionIds), await started(connectionIds, colleague)];
  const step = (ctx: VaultContext, bulkActId: string) => async () => {
    while ((await runBatch(ctx, { bulkActId, signal, size: 4 })) === 'more');
  };
  await Promise.all([step(vault, one)(), step(other, two)(), step(other, one)()]);
  const [first, second] = [await standingOf(harness, one), await standingOf(harness, two)];
  expect([first.state, second.state]).toEqual(['finished', 'finished']);
  expect([first.done + second.done, first.unchanged + second.unchanged]).toEqual([30, 30]);
  expect(await traces(connectionIds)).toEqual({ rows: 30, notices: 30 });
});

it('a pause and a cancel hold once they are answered, in the middle of the run; what was done stays', async () => {
  const connectionIds = await bareConnections(harness, 100);
  const id = await started(connectionIds);
  const next = (size: number) => runBatch(vault, { bulkActId: id, signal, size });
  await next(10);
  const [, answer] = await Promise.all([
    next(10),
    act(vault, operator, { act: 'bulk.pause', bulkActId: id }),
  ]);
  expect(answer).toBe('paused');
  const paused = await standingOf(harness, id);
  expect(await next(10)).toBe('stopped');
  expect(await standingOf(harness, id)).toEqual(paused);
  expect(await act(vault, operator, { act: 'bulk.resume', bulkActId: id })).toBe('resumed');
  await next(10);
  const viewer = await newStaffWithPasskey(harness, 'viewer');
  expect(await act(vault, viewer, { act: 'bulk.cancel', bulkActId: id })).toBe('FORBIDDEN');
  const colleague = await newStaffWithPasskey(harness, 'operator');
  expect(await act(vault, colleague, { act: 'bulk.cancel', bulkActId: id })).toBe('cancelled');
  await runIt(other, id);
  expect(await act(vault, operator, { act: 'bulk.resume', bulkActId: id })).toBe('unchanged');
  const { state, done, outcomes } = await standingOf(harness, id);
  expect([state, outcomes.filter((each) => each === 'open').length]).toEqual(['cancelled', 100 - done]);
  expect(await traces(connectionIds)).toEqual({ rows: done, notices: done });
});

it('paused, resumed and cancelled by two people at once while two vaults work: what is answered holds, nothing is done twice', async () => {
  const colleague = await newStaffWithPasskey(harness, 'operator');
  for (let round = 0; round < 6; round += 1) {
    const connectionIds = await bareConnections(harness, 12);
    const id = await started(connectionIds);
    const work = async (ctx: VaultContext) => {
      while ((await runBatch(ctx, { bulkActId: id, signal, size: 2 })) === 'more');
    };
    const by = (person: StaffWithPasskey, name: 'pause' | 'resume' | 'cancel') =>
      act(vault, person, { act: `bulk.${name}`, bulkActId: id });
    const answers = await Promise.all([
      by(operator, 'pause').then(() => by(operator, 'resume')),
      by(colleague, 'pause').then(() => by(colleague, 'cancel')),
      work(vault),
      work(other),
    ]);
    const then = await standingOf(harness, id);
    await Promise.all([runIt(vault, id), runIt(other, id)]);
    const { state, done, outcomes } = await standingOf(harness, id);
    if (answers[1] === 'cancelled') expect([state, done]).toEqual(['cancelled', then.done]);
    else expect([answers[1], state, done]).toEqual(['unchanged', 'finished', 12]);
    expect(outcomes.filter((each) => each === 'done')).toHaveLength(done);
    expect(await traces(connectionIds)).toEqual({ rows: done, notices: done });
  }
});

it('a vault that dies in the middle of a batch leaves none of it; another goes on, and nothing is done twice', async () => {
  const connectionIds = await bareConnections(harness, 30);
  const id = await started(connectionIds);
  await holdBulkAct(vault.database.db, id, '11111111-1111-4111-8111-111111111111');
  await runBatch(vault, { bulkActId: id, signal, size: 10 });
  const lock = await harness.owner.connect();
  try {
    await lock.query('BEGIN');
    // written, so that others wait for the transaction
    await lock.query('UPDATE connections SET profile_name = profile_name WHERE id = $1', [connectionIds[15]]);
    const dying = runBatch(vault, { bulkActId: id, signal, size: 10 }).catch(() => 'dead');
    await untilWaitedFor(lock);
    const { rows } = await lock.query<{ pid: number }>(
      'SELECT pid FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid',
    );
    await harness.kill(Number(rows[0]?.pid));
    expect(await dying).toBe('dead');
  } finally {
    await lock.query('COMMIT');
    lock.release();
  }
  expect(await traces(connectionIds)).toEqual({ rows: 10, notices: 10 });
  await runIt(other, id);
  expect((await standingOf(harness, id)).done, 'another vault has it still').toBe(10);
  await harness.owner.query(`UPDATE vault.bulk_acts SET held_until = now() WHERE id = $1`, [id]);
  await goOnWithLists(other, {}, signal);
  const { rows } = await harness.owner.query(
    `SELECT payload->>'bulkActId' AS id FROM graphile_worker._private_jobs WHERE key = 'bulk_acts.run:' || $1`,
    [id],
  );
  expect(rows).toEqual([{ id }]);
  await runIt(other, id);
  expect(await standingOf(harness, id)).toMatchObject({ state: 'finished', done: 30 });
  expect(await traces(connectionIds)).toEqual({ rows: 30, notices: 30 });
});

it('one connection that fails is left out, and keeps no other from its turn', async () => {
  const connectionIds = await bareConnections(harness, 5);
  const id = await started(connectionIds);
  await harness.owner.query(`CREATE FUNCTION fail_one() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF NEW.id = '${connectionIds[2]}' THEN RAISE 'no'; END IF; RETURN NEW; END $$`);
  await harness.owner.query(
    'CREATE TRIGGER fail_one BEFORE UPDATE ON connections FOR EACH ROW EXECUTE FUNCTION fail_one()',
  );
  await runIt(vault, id);
  await harness.owner.query('DROP TRIGGER fail_one ON connections');
  const { state, outcomes } = await standingOf(harness, id);
  expect([state, outcomes]).toEqual(['finished', ['done', 'done', 'failed', 'done', 'done']]);
});

it('above the limit nothing is done before a second admin approves the same list; an operator or the first is none', async () => {
  const connectionIds = await bareConnections(harness, 101);
  const id = await started(connectionIds);
  const approve = async (person: StaffWithPasskey) => {
    const { rows } = await harness.owner.query('SELECT approval_id FROM vault.bulk_acts WHERE id = $1', [id]);
    const stepUp = await approved(vault, person, startOf(id, 'freeze', 101));
    const ask = { session: person.session, id: rows[0].approval_id, stepUp };
    return approveSecond(vault, ask, carryOutSecond).then(
      ({ result }) => result,
      (error) => error.code,
    );
  };
  await runIt(vault, id);
  expect(await standingOf(harness, id)).toMatchObject({ state: 'waiting', done: 0 });
  // their passkey has to be older than the request
  const passkeyOf = async (role: string) => {
    const person = await newStaffWithPasskey(harness, role);
    await harness.owner.query(
      `UPDATE vault.passkeys SET created_at = created_at - interval '1 day' WHERE staff_id = $1`,
      [person.id],
    );
    return person;
  };
  const admin = await passkeyOf('admin');
  expect([await approve(operator), await approve(await passkeyOf('operator'))]).toEqual(['own', 'FORBIDDEN']);
  expect(await approve(admin)).toBe('done');
  expect(await approve(admin)).toBe('gone');
  await runIt(vault, id);
  expect(await standingOf(harness, id)).toMatchObject({ state: 'finished', done: 101 });

  const refused = await started(connectionIds);
  await harness.owner.query(
    `UPDATE vault.second_approvals SET created_at = now() - interval '2 days', expires_at = now() - interval '1 day' WHERE state = 'waiting'`,
  );
  await goOnWithLists(vault, {}, signal);
  expect((await standingOf(harness, refused)).state).toBe('cancelled');
});
