import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { StaffPeopleActInput } from '#lib/contract/staff-acts';
import { AppError } from '#lib/errors/app-error';
import { Secret } from '#lib/log/secret';
import { startVault, type Vault } from '#vault/server';
import { newStaff, signIn } from '#vault/testing/attempts';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { STAFF_ACTS } from '#vault/testing/staff-acts';
import { approve, newStaffWithPasskey, type StaffWithPasskey } from '#vault/testing/step-up';
import { actOnStaff, reviewAccess } from '#web/vault-client/people';

const KEY = new Secret('an internal key of more than 32 characters');
let harness: Harness;
let vault: Vault;
const endpoint = () => ({ url: vault.internalUrl, key: KEY });

beforeAll(async () => {
  harness = await Harness.start();
  vault = await startVault(harness.env(), { deadlines: { ...UNHURRIED, drainMs: 5_000 } });
});
beforeEach(async () => {
  // whoever an earlier test left behind counts as an admin, and in a review
  await harness.owner.query('UPDATE staff SET disabled_at = now() WHERE disabled_at IS NULL');
});
afterAll(async () => {
  await vault.close();
  await harness.close();
});

const colleague = (role = 'viewer') => newStaff(harness, role);

async function row(id: string): Promise<Record<string, unknown>> {
  const { rows } = await harness.owner.query(
    `SELECT role::text, disabled_at IS NOT NULL AS disabled,
       (SELECT count(*)::int FROM staff_sessions WHERE staff_id = staff.id) AS sessions FROM staff WHERE id = $1`,
    [id],
  );
  return rows[0];
}

/** `done`, another outcome, or the code of the refusal. */
async function told(work: Promise<{ outcome: string }>): Promise<string> {
  try {
    return (await work).outcome;
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

/** The act as its person approves and sends it. */
function outcomeOf(by: StaffWithPasskey, act: StaffPeopleActInput): Promise<string> {
  return told(
    approve(vault.ctx, by, act).then((stepUp) =>
      actOnStaff({ session: by.session, act, stepUp }, endpoint()),
    ),
  );
}

/** The same without an approval: a stolen session, also straight at the vault. */
const unapproved = (session: SessionClaim, act: StaffPeopleActInput): Promise<string> =>
  told(actOnStaff({ session, act }, endpoint()));

const audits = async (id: string) =>
  (
    await harness.owner.query(
      `SELECT action, actor_id, detail FROM audit_entries WHERE detail ->> 'staffId' = $1 ORDER BY id`,
      [id],
    )
  ).rows;

describe('threats 26 and 27: who may do what to a colleague', () => {
  it('the database holds the rules whatever the vault’s code does: no actor, an operator, oneself', async () => {
    const { db } = vault.ctx.database;
    const [admin, operator, other] = [
      await colleague('admin'),
      await colleague('operator'),
      await colleague(),
    ];
    const ask = async (actor: string | null, staff: string) =>
      (
        await db.$queryRaw<{ outcome: string }[]>`
          SELECT vault.set_staff_role(${actor}::uuid, ${staff}::uuid, 'admin'::public.staff_role) AS outcome`
      )[0]?.outcome;
    expect(await ask(null, other)).toBe('forbidden');
    expect(await ask(operator, other)).toBe('forbidden');
    expect(await ask(operator, operator)).toBe('forbidden');
    expect(await ask(admin, admin)).toBe('own');
    expect(await ask(admin, crypto.randomUUID())).toBe('nobody');
    await expect(
      db.$queryRaw`SELECT vault.add_staff(${operator}::uuid, 'x@new.example', NULL, 'admin'::public.staff_role)`,
    ).rejects.toThrow(/may not be added/);
  });
});

describe('acts on colleagues', () => {
  it('who is disabled is out with the next request, and enabling wakes no old session', async () => {
    const admin = await newStaffWithPasskey(harness, 'admin');
    const leaver = await newStaffWithPasskey(harness, 'admin');
    const second = await signIn(harness, 'staff', leaver.id);
    expect(await outcomeOf(admin, { act: 'staff.disable', staffId: leaver.id })).toBe('done');
    for (const token of [leaver.session.token, second]) {
      const session: SessionClaim = { audience: 'staff', token };
      expect(await unapproved(session, { act: 'staff.enable', staffId: leaver.id })).toBe('NOT_SIGNED_IN');
    }
    expect(await outcomeOf(admin, { act: 'staff.disable', staffId: leaver.id })).toBe('unchanged');
    expect(await outcomeOf(admin, { act: 'staff.enable', staffId: leaver.id })).toBe('done');
    expect(await unapproved(leaver.session, { act: 'staff.enable', staffId: admin.id })).toBe(
      'NOT_SIGNED_IN',
    );
    expect(await row(leaver.id)).toEqual({ role: 'admin', disabled: false, sessions: 0 });
    expect(await audits(leaver.id)).toMatchObject([
      { action: 'staff.disabled', actor_id: admin.id, detail: { sessionsEnded: 2 } },
      { action: 'staff.enabled', actor_id: admin.id },
    ]);
  });

  it('a new role holds from the next request on', async () => {
    const admin = await newStaffWithPasskey(harness, 'admin');
    const climber = await newStaffWithPasskey(harness, 'operator');
    const target = { act: 'staff.role', staffId: await colleague(), role: 'support' } as const;
    expect(await outcomeOf(climber, target)).toBe('FORBIDDEN');
    expect(await outcomeOf(admin, { act: 'staff.role', staffId: climber.id, role: 'admin' })).toBe('done');
    expect(await outcomeOf(climber, target)).toBe('done');
    expect(await outcomeOf(climber, { act: 'staff.role', staffId: admin.id, role: 'viewer' })).toBe('done');
    expect(await outcomeOf(admin, { act: 'staff.role', staffId: climber.id, role: 'viewer' })).toBe(
      'FORBIDDEN',
    );
  });

  it('an invitation makes the person and one mail; an address that is there already is left alone', async () => {
    const admin = await newStaffWithPasskey(harness, 'admin');
    const act = {
      act: 'staff.invite',
      email: ' New@Example.com',
      name: ' New\u0000one',
      role: 'support',
    } as const;
    expect(await outcomeOf(admin, act)).toBe('done');
    expect(await outcomeOf(admin, { ...act, role: 'admin' })).toBe('taken');
    const { rows } = await harness.owner.query(
      `SELECT s.name, s.role::text, m.kind, m.sent_by FROM staff s JOIN staff_mails m ON m.staff_id = s.id
        WHERE s.email = 'new@example.com'`,
    );
    expect(rows).toEqual([{ name: 'New one', role: 'support', kind: 'invitation', sent_by: admin.id }]);
  });

  it('who is released has no account and no session any more', async () => {
    const admin = await newStaffWithPasskey(harness, 'admin');
    const moved = await newStaffWithPasskey(harness, 'operator');
    const release = await STAFF_ACTS['staff.release']?.(harness, moved.id);
    if (release === undefined) throw new Error('no act');
    expect(await outcomeOf(admin, release)).toBe('done');
    expect(await outcomeOf(admin, release)).toBe('unchanged');
    const { rowCount } = await harness.owner.query('SELECT 1 FROM staff_accounts WHERE staff_id = $1', [
      moved.id,
    ]);
    expect([rowCount, (await row(moved.id)).sessions]).toEqual([0, 0]);
  });
});

describe('there is always an active admin', () => {
  it.each([
    ['demote', (staffId: string) => ({ act: 'staff.role', staffId, role: 'viewer' }) as const],
    ['disable', (staffId: string) => ({ act: 'staff.disable', staffId }) as const],
  ])('of two admins who %s each other at the same moment one succeeds', async (_what, act) => {
    for (let round = 0; round < 5; round += 1) {
      await harness.owner.query('UPDATE staff SET disabled_at = now() WHERE disabled_at IS NULL');
      const [one, two] = [
        await newStaffWithPasskey(harness, 'admin'),
        await newStaffWithPasskey(harness, 'admin'),
      ];
      const stepUps = [
        await approve(vault.ctx, one, act(two.id)),
        await approve(vault.ctx, two, act(one.id)),
      ];
      const outcomes = await Promise.all(
        [one, two].map(({ session }, at) => {
          const stepUp = stepUps[at];
          if (stepUp === undefined) throw new Error('no approval');
          return told(actOnStaff({ session, act: act(at === 0 ? two.id : one.id), stepUp }, endpoint()));
        }),
      );
      expect(outcomes.filter((each) => each === 'done')).toHaveLength(1);
      const { rows } = await harness.owner.query(
        `SELECT id FROM staff WHERE role = 'admin' AND disabled_at IS NULL`,
      );
      expect(rows).toHaveLength(1);
    }
  });
});

describe('a review of who has access', () => {
  it('is finished when everybody was confirmed or changed with the role they have now', async () => {
    const admin = await newStaffWithPasskey(harness, 'admin');
    const [kept, changed] = [await colleague('support'), await colleague('operator')];
    const { session } = admin;
    const started = await reviewAccess({ session, act: { act: 'start' } }, endpoint());
    const reviewId = started.reviewId ?? '';
    expect(await reviewAccess({ session, act: { act: 'start' } }, endpoint())).toEqual(started);
    const finish = { act: 'staff.finish_review', reviewId } as const;
    const confirm = (staffId: string, role: 'support' | 'admin' | 'viewer') =>
      reviewAccess({ session, act: { act: 'confirm', reviewId, people: [{ staffId, role }] } }, endpoint());
    expect(await outcomeOf(admin, finish)).toBe('not_finished');
    // another role than they have: the page was old
    expect(await confirm(kept, 'viewer')).toMatchObject({ confirmed: 0 });
    expect(await confirm(kept, 'support')).toMatchObject({ confirmed: 1 });
    expect(await confirm(admin.id, 'admin')).toMatchObject({ confirmed: 1 });
    expect(await outcomeOf(admin, finish)).toBe('not_finished');
    expect(await outcomeOf(admin, { act: 'staff.role', staffId: changed, role: 'viewer' })).toBe('done');
    // behind the review's back
    await harness.owner.query(`UPDATE staff SET role = 'admin' WHERE id = $1`, [kept]);
    expect(await outcomeOf(admin, finish)).toBe('not_finished');
    expect(await confirm(kept, 'admin')).toMatchObject({ confirmed: 1 });
    expect(await unapproved(session, finish)).toBe('STEP_UP_REQUIRED');
    expect(await outcomeOf(admin, finish)).toBe('done');
    expect(await outcomeOf(admin, finish)).toBe('unchanged');
    expect(await confirm(kept, 'admin')).toEqual({ reviewId: null, confirmed: 0 });
    const { rows } = await harness.owner.query(
      `SELECT detail FROM audit_entries WHERE action = 'staff.access_reviewed' AND detail ->> 'reviewId' = $1`,
      [reviewId],
    );
    expect(rows).toEqual([
      { detail: expect.objectContaining({ confirmed: 2, changed: 1, confirmedSelf: 1, reviewId }) },
    ]);
  });

  it.each(['viewer', 'support', 'operator'])('%s may not review', async (role) => {
    const session: SessionClaim = {
      audience: 'staff',
      token: await signIn(harness, 'staff', await colleague(role)),
    };
    await expect(reviewAccess({ session, act: { act: 'start' } }, endpoint())).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});
