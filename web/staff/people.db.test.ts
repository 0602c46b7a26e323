import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newToken } from '#lib/hash/tokens';
import type { StaffSession } from '#lib/sessions/session';
import { addStaff, openWorld, type World } from '#web/auth/testing/world';
import { remindOfAccessReview, sendStaffMails } from '#web/mail/send-staff-mails';
import { startSession } from '#web/sessions/sessions';
import { listOwnSessions } from './account';
import { listPeople, parseAfter } from './list-people';
import { listSessionsOfColleague, readPerson } from './read-person';

let world: World;
const admin = { role: 'admin' } as const;
const viewer = { role: 'viewer' } as const;
const setting = { partnerName: 'Example Bank', appUrl: 'https://connect.example.com' };

beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const signIn = (personId: string) =>
  startSession(world.db, { audience: 'staff', personId, token: newToken(), method: 'dev' });

/** Who is mailed in one turn; `fails`: the mail server takes nothing. */
async function mailed(fails = false): Promise<string[]> {
  const to: string[] = [];
  await sendStaffMails({
    db: world.db,
    setting,
    log: { warn: () => undefined },
    send: async (mail) => {
      if (fails) throw new Error('no mail server');
      to.push(mail.to);
    },
  });
  return to.sort();
}

describe('the list of staff', () => {
  it('has first who may sign in, by address, page by page', async () => {
    const ids = new Map<string, string>();
    for (const name of ['bea', 'ada', 'cy', 'dee'])
      ids.set(name, await addStaff(world, `${name}@list.example`, 'support'));
    await world.rows('UPDATE staff SET disabled_at = now() WHERE id = $1', [ids.get('ada')]);
    await signIn(ids.get('cy') ?? '');
    const first = await listPeople(world.db, viewer, undefined, 2);
    expect(first.rows.map(({ email }) => email)).toEqual(['bea@list.example', 'cy@list.example']);
    expect(first.rows.map(({ sessions, lastSignedInAt }) => [sessions, lastSignedInAt !== null])).toEqual([
      [0, false],
      [1, true],
    ]);
    const second = await listPeople(world.db, viewer, parseAfter(first.next), 2);
    expect(second.rows.map(({ email }) => email)).toEqual(['dee@list.example', 'ada@list.example']);
    expect(second.next).toBeUndefined();
    expect(parseAfter("' OR true")).toBeUndefined();
  });

  it('keeps when somebody last signed in after their session is gone, and what they did last', async () => {
    const id = await addStaff(world, 'gone@list.example');
    await signIn(id);
    await world.rows('DELETE FROM staff_sessions WHERE staff_id = $1', [id]);
    expect(await readPerson(world.db, viewer, id)).toMatchObject({
      sessions: 0,
      lastSignedInAt: expect.any(Date),
      lastActAt: null,
      issuers: [],
    });
    await world.rows(`SELECT append_audit('staff.added', 'staff', $1, NULL, NULL, '{}', NULL)`, [id]);
    expect(await readPerson(world.db, viewer, id)).toMatchObject({ lastActAt: expect.any(Date) });
    expect(await readPerson(world.db, viewer, 'x'), 'an address that nobody has').toBeUndefined();
  });

  it('shows where somebody is signed in to admins alone', async () => {
    const id = await addStaff(world, 'watched@list.example');
    await signIn(id);
    expect(await listSessionsOfColleague(world.db, viewer, id)).toEqual([]);
    expect(await listSessionsOfColleague(world.db, admin, id)).toHaveLength(1);
  });

  it('shows and counts no session that ended because nothing was done in it', async () => {
    const id = await addStaff(world, 'idle@list.example');
    await signIn(id);
    await signIn(id);
    const rows = await world.rows('SELECT id::text AS id FROM staff_sessions WHERE staff_id = $1', [id]);
    const [here] = rows.map((row) => String(row.id));
    const asker = { staffId: id, sessionId: String(here) } as StaffSession;
    const shown = async () => [
      (await listOwnSessions(world.db, asker)).map(({ isThisOne }) => isThisOne),
      (await listSessionsOfColleague(world.db, admin, id)).length,
      (await readPerson(world.db, viewer, id))?.sessions,
    ];
    expect(await shown()).toEqual([[true, false], 2, 2]);
    await world.rows(
      `UPDATE staff_sessions SET last_seen_at = now() - interval '31 minutes' WHERE staff_id = $1 AND id <> $2`,
      [id, here],
    );
    expect(await shown()).toEqual([[true], 1, 1]);
  });
});

describe('mail to staff', () => {
  it('is sent once by whoever claims it, again later when the server fails, and not to who was disabled', async () => {
    const [ok, out] = [await addStaff(world, 'ok@mail.example'), await addStaff(world, 'out@mail.example')];
    await world.rows(
      `INSERT INTO staff_mails (staff_id, kind) VALUES ($1, 'invitation'), ($2, 'invitation')`,
      [ok, out],
    );
    await world.rows('UPDATE staff SET disabled_at = now() WHERE id = $1', [out]);
    expect(await mailed(true)).toEqual([]);
    expect(await mailed()).toEqual([]);
    await world.rows(`UPDATE staff_mails SET claimed_until = now() - interval '1 second'`);
    const turns = await Promise.all([mailed(), mailed()]);
    expect(turns.flat()).toEqual(['ok@mail.example']);
    expect(await world.rows('SELECT 1 FROM staff_mails WHERE sent_at IS NULL')).toEqual([]);
  });

  it('reminds each admin of a review that is due, once a week, however many processes ask', async () => {
    await world.rows('UPDATE staff SET disabled_at = now()');
    const id = await addStaff(world, 'admin@review.example', 'admin');
    await addStaff(world, 'viewer@review.example', 'viewer');
    expect(await remindOfAccessReview(world.db, 90)).toBe(0);
    await world.rows(`UPDATE staff SET created_at = now() - interval '91 days' WHERE id = $1`, [id]);
    const told = await Promise.all([90, 90, 90].map((days) => remindOfAccessReview(world.db, days)));
    expect(told.reduce((sum, each) => sum + each, 0)).toBe(1);
    expect(await remindOfAccessReview(world.db, 90)).toBe(0);
    expect(await mailed()).toEqual(['admin@review.example']);
    await world.rows(`UPDATE staff_mails SET created_at = now() - interval '8 days'`);
    expect(await remindOfAccessReview(world.db, 90)).toBe(1);
    await world.rows(
      'INSERT INTO access_reviews (started_by, finished_at, finished_by) VALUES ($1, now(), $1)',
      [id],
    );
    await world.rows(`UPDATE staff_mails SET created_at = now() - interval '8 days'`);
    expect(await remindOfAccessReview(world.db, 90)).toBe(0);
  });
});
