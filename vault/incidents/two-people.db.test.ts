import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { IncidentTwoPersonActInput } from '#lib/contract/incidents';
import { type StepUp, stepUpActSchema } from '#lib/contract/step-up';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { carryOutSecond } from '#vault/second-acts';
import { approveSecond, refuseSecond } from '#vault/step-up/approve-second';
import { signIn } from '#vault/testing/attempts';
import { SoftwareAuthenticator } from '#vault/testing/authenticator';
import { Harness } from '#vault/testing/harness';
import { approved, newStaffWithPasskey, type StaffWithPasskey, storePasskey } from '#vault/testing/step-up';
import { askForIncident } from './ask-for-incident';

let harness: Harness;
let vault: VaultContext;
let ada: StaffWithPasskey;
let ben: StaffWithPasskey;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault();
});
beforeEach(async () => {
  await harness.owner.query(`DELETE FROM vault.incident_steps; DELETE FROM vault.incidents;
    DELETE FROM vault.holds; DELETE FROM vault.second_approvals`);
  [ada, ben] = [await newStaffWithPasskey(harness, 'admin'), await newStaffWithPasskey(harness, 'admin')];
});
afterAll(() => harness.close());

const ACT = {
  act: 'incident.place',
  on: 'environment:sandbox',
  since: '',
  endSessions: 'none',
  revokeKeys: 'no',
  drill: 'no',
  reason: 'a laptop was stolen',
} as const satisfies IncidentTwoPersonActInput;
const parsed = (more: Partial<IncidentTwoPersonActInput> = {}) => {
  const act = stepUpActSchema.parse({ ...ACT, ...more });
  if (act.act !== 'incident.place') throw new Error('another act');
  return act;
};

async function codeOf<T>(work: Promise<T>): Promise<T | string> {
  try {
    return await work;
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

async function waiting(first = ada): Promise<string> {
  const stepUp = await approved(vault, first, ACT);
  const { approvalId } = await askForIncident(vault, { session: first.session, act: parsed(), stepUp });
  if (approvalId === null) throw new Error('nothing waits');
  return approvalId;
}

async function approve(person: StaffWithPasskey, id: string, given?: StepUp): Promise<string> {
  const stepUp = given ?? (await approved(vault, person, ACT).catch(() => undefined));
  const answer = await codeOf(approveSecond(vault, { session: person.session, id, stepUp }, carryOutSecond));
  return typeof answer === 'string' ? answer : answer.result;
}

const count = async (table: string): Promise<number> => {
  const { rows } = await harness.owner.query(`SELECT count(*)::int AS n FROM vault.${table}`);
  return rows[0].n;
};

describe('an act of two people', () => {
  it('does nothing until a second admin approves the very same act, and then all of it', async () => {
    const id = await waiting();
    expect([await count('holds'), await count('incidents')]).toEqual([0, 0]);
    expect(await approve(ben, id)).toBe('done');
    const { rows } = await harness.owner.query(
      `SELECT i.scope, i.value, i.first_staff_id AS first, i.second_staff_id AS second, i.approval_id AS approval,
         h.released_at
       FROM vault.incidents AS i JOIN vault.holds AS h ON h.id = i.hold_id`,
    );
    expect(rows).toEqual([
      {
        ...{ scope: 'environment', value: 'sandbox', first: ada.id, second: ben.id, released_at: null },
        approval: id,
      },
    ]);
    expect(await approve(ben, id)).toBe('gone');
    const { rows: trail } = await harness.owner.query(
      `SELECT action, actor_id FROM audit_entries WHERE action ~ '^(second_approval|incident)' ORDER BY id DESC LIMIT 3`,
    );
    expect(trail.reverse()).toEqual([
      { action: 'second_approval.requested', actor_id: ada.id },
      { action: 'second_approval.approved', actor_id: ben.id },
      { action: 'incident.placed', actor_id: ben.id },
    ]);
  });

  it('second person = first person: refused, in the same session and in another, with whichever passkey', async () => {
    const id = await waiting();
    expect(await approve(ada, id)).toBe('own');
    const other = new SoftwareAuthenticator();
    await storePasskey(harness, ada.id, other);
    const elsewhere = {
      id: ada.id,
      session: { audience: 'staff' as const, token: await signIn(harness, 'staff', ada.id) },
      authenticator: other,
    };
    expect(await approve(elsewhere, id)).toBe('own');
    expect(await count('incidents')).toBe(0);
  });

  it.each([
    ['demoted', `UPDATE staff SET role = 'operator' WHERE id = $1`, 'first_left'],
    ['disabled', `UPDATE staff SET disabled_at = now() WHERE id = $1`, 'first_left'],
  ])('refused when the first person was %s meanwhile', async (_how, sql, result) => {
    const id = await waiting();
    const stepUp = await approved(vault, ben, ACT);
    await harness.owner.query(sql, [ada.id]);
    expect(await approve(ben, id, stepUp)).toBe(result);
    expect(await count('incidents')).toBe(0);
  });

  it.each([
    ['demoted', `UPDATE staff SET role = 'operator' WHERE id = $1`, 'FORBIDDEN'],
    ['disabled', `UPDATE staff SET disabled_at = now() WHERE id = $1`, 'NOT_SIGNED_IN'],
  ])(
    'refused when the second person was %s after the first approved, also with a signature from before',
    async (_how, sql, code) => {
      const id = await waiting();
      const stepUp = await approved(vault, ben, ACT);
      await harness.owner.query(sql, [ben.id]);
      expect(await approve(ben, id, stepUp)).toBe(code);
      await expect(approved(vault, ben, ACT)).rejects.toMatchObject({ code });
      expect(await approve(ben, id), 'and not that a passkey is missing').toBe(code);
      expect([await count('incidents'), await count('holds')]).toEqual([0, 0]);
      expect(await approve(await newStaffWithPasskey(harness, 'admin'), id)).toBe('passkey_too_new');
    },
  );

  it('what was counted for one environment is not asked for on another: its approval is of the first', async () => {
    const [act, stepUp] = [parsed({ on: 'environment:production' }), await approved(vault, ada, ACT)];
    const asked = askForIncident(vault, { session: ada.session, act, stepUp });
    expect(await codeOf(asked)).toBe('STEP_UP_REQUIRED');
    expect(await count('second_approvals')).toBe(0);
  });

  it('an approval of another act, or with a passkey that was enrolled since, releases nothing', async () => {
    const id = await waiting();
    const wider = await approved(vault, ben, { ...ACT, on: 'everything' });
    expect(await approve(ben, id, wider)).toBe('STEP_UP_REQUIRED');
    const puppet = await newStaffWithPasskey(harness, 'admin');
    await harness.owner.query(
      `UPDATE vault.passkeys SET created_at = now() + interval '1 minute' WHERE staff_id = $1`,
      [puppet.id],
    );
    expect(await approve(puppet, id)).toBe('passkey_too_new');
    expect(await approve(ben, id)).toBe('done');
  });

  it('of two who approve at once one succeeds, and of an approval and a refusal one', async () => {
    const cora = await newStaffWithPasskey(harness, 'admin');
    const id = await waiting();
    const answers = await Promise.all([approve(ben, id), approve(cora, id)]);
    expect(answers.sort()).toEqual(['done', 'gone']);
    expect(await count('incidents')).toBe(1);
    await harness.owner.query(`DELETE FROM vault.incident_steps; DELETE FROM vault.incidents`);
    const other = await waiting();
    const [approval, refusal] = await Promise.all([
      approve(ben, other),
      refuseSecond(vault, { session: cora.session, id: other }),
    ]);
    expect([approval === 'done', refusal.result === 'refused'].filter(Boolean)).toHaveLength(1);
    expect(await count('incidents')).toBe(approval === 'done' ? 1 : 0);
  });

  it('waits once, however often it is asked for, and not after a day or a withdrawal', async () => {
    const id = await waiting();
    expect(await waiting(ben)).toBe(id);
    await harness.owner.query(`UPDATE vault.second_approvals SET expires_at = now()`);
    expect(await approve(ben, id)).toBe('gone');
    const again = await waiting(ben);
    expect(again).not.toBe(id);
    expect(await refuseSecond(vault, { session: ben.session, id: again })).toEqual({ result: 'withdrawn' });
    expect(await approve(ada, again)).toBe('gone');
    expect(await count('incidents')).toBe(0);
  });

  it('says of an incident on what is unknown, or open already, that nothing waits', async () => {
    expect(await approve(ben, await waiting())).toBe('done');
    const stepUp = await approved(vault, ada, ACT);
    expect(await askForIncident(vault, { session: ada.session, act: parsed(), stepUp })).toEqual({
      result: 'open',
      approvalId: null,
    });
    const unknown = { ...ACT, on: 'api_key:0123456789abcdef' } as const;
    const act = { ...parsed(), on: unknown.on };
    const other = await approved(vault, ada, unknown);
    expect(await askForIncident(vault, { session: ada.session, act, stepUp: other })).toEqual({
      result: 'unknown',
      approvalId: null,
    });
  });
});

describe('a drill touches nobody real (decision 098)', () => {
  async function ask(more: Partial<IncidentTwoPersonActInput>): Promise<string> {
    const act = parsed({ drill: 'yes', ...more });
    const stepUp = await approved(vault, ada, act);
    return (await askForIncident(vault, { session: ada.session, act, stepUp })).result;
  }
  const holdSandbox = () =>
    harness.owner.query(
      `INSERT INTO vault.holds (scope, value, reason, placed_by) VALUES ('environment', 'sandbox', 'a real one', 'test')`,
    );

  it.each<Partial<IncidentTwoPersonActInput>>([
    { on: 'everything' },
    { on: 'environment:production' },
    { revokeKeys: 'yes' },
    { endSessions: 'customers' },
    { endSessions: 'all' },
  ])('is refused with %o', async (more) => {
    expect(await ask(more)).toBe('no_drill');
    expect(await count('second_approvals')).toBe(0);
  });

  it('takes no hold that is in force, neither when it is asked for nor when the second person approves', async () => {
    await holdSandbox();
    expect(await ask({})).toBe('held');
    await harness.owner.query('DELETE FROM vault.holds');
    expect(await ask({ endSessions: 'staff' })).toBe('waits');
    await holdSandbox();
    const act = parsed({ drill: 'yes', endSessions: 'staff' });
    const { rows } = await harness.owner.query('SELECT id::text FROM vault.second_approvals');
    expect(await approve(ben, rows[0].id, await approved(vault, ben, act))).toBe('unchanged');
    const { rows: holds } = await harness.owner.query('SELECT reason, released_at FROM vault.holds');
    expect(holds).toEqual([{ reason: 'a real one', released_at: null }]);
    expect(await count('incidents')).toBe(0);
  });
});
