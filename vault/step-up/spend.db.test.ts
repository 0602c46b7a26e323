import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepUp, StepUpActInput } from '#lib/contract/step-up';
import { AppError } from '#lib/errors/app-error';
import { until } from '#test/until';
import type { VaultContext } from '#vault/runtime/context';
import { newStaff, signIn } from '#vault/testing/attempts';
import { type Otherwise, SoftwareAuthenticator } from '#vault/testing/authenticator';
import { Harness } from '#vault/testing/harness';
import { approved, newStaffWithPasskey, type StaffWithPasskey, storePasskey } from '#vault/testing/step-up';
import { untilWaitedFor } from '#vault/testing/until-waited-for';
import { beginStepUp } from './begin';
import { spendStepUp } from './spend';
import { findStaffCaller } from './staff-caller';

let harness: Harness;
let vault: VaultContext;
let dana: StaffWithPasskey;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault();
  dana = await newStaffWithPasskey(harness, 'operator');
});
afterAll(() => harness.close());

const act = (): StepUpActInput => ({
  act: 'connection.disconnect',
  connectionId: randomUUID(),
  reason: 'asked by phone',
});

/** An act of the vault that does nothing but take its approval. */
async function spend(
  person: Pick<StaffWithPasskey, 'session'>,
  what: StepUpActInput,
  stepUp: StepUp | undefined,
): Promise<string> {
  try {
    const caller = await findStaffCaller(vault, person.session);
    await vault.database.db.$transaction((tx) => spendStepUp(vault, tx, caller, what, stepUp));
    return 'done';
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
}

describe('promise 14: an approval is good for exactly the act it was given for, once', () => {
  it('does the act, once: a replay is refused', async () => {
    const what = act();
    const stepUp = await approved(vault, dana, what);
    expect(await spend(dana, what, stepUp)).toBe('done');
    expect(await spend(dana, what, stepUp)).toBe('STEP_UP_REQUIRED');
  });

  it('ten at once: one wins', async () => {
    const what = act();
    const stepUp = await approved(vault, dana, what);
    const answers = await Promise.all(Array.from({ length: 10 }, () => spend(dana, what, stepUp)));
    expect(answers.filter((answer) => answer === 'done')).toHaveLength(1);
    expect(new Set(answers)).toEqual(new Set(['done', 'STEP_UP_REQUIRED']));
  });

  it('an act that fails has spent nothing', async () => {
    const what = act();
    const stepUp = await approved(vault, dana, what);
    const caller = await findStaffCaller(vault, dana.session);
    const failing = vault.database.db.$transaction(async (tx) => {
      await spendStepUp(vault, tx, caller, what, stepUp);
      throw new Error('the act failed');
    });
    await expect(failing).rejects.toThrow('the act failed');
    expect(await spend(dana, what, stepUp)).toBe('done');
  });

  it('no approval at all is refused', async () => {
    expect(await spend(dana, act(), undefined)).toBe('STEP_UP_REQUIRED');
  });

  it.each<[string, (what: StepUpActInput) => StepUpActInput]>([
    ['another connection', (what) => ({ ...what, connectionId: randomUUID() }) as StepUpActInput],
    ['another reason', (what) => ({ ...what, reason: 'something else' }) as StepUpActInput],
    ['another act', () => ({ act: 'passkey.remove', passkeyId: randomUUID() })],
  ])('refused for %s', async (_what, change) => {
    const what = act();
    const stepUp = await approved(vault, dana, what);
    expect(await spend(dana, change(what), stepUp)).toBe('STEP_UP_REQUIRED');
    expect(await spend(dana, what, stepUp)).toBe('done');
  });

  it('takes a reason as the form sends it, with other line ends than the page that signed it', async () => {
    const connectionId = randomUUID();
    const what = { act: 'connection.disconnect', connectionId } as const;
    const stepUp = await approved(vault, dana, { ...what, reason: 'one\ntwo' });
    expect(await spend(dana, { ...what, reason: 'one\r\ntwo ' }, stepUp)).toBe('done');
  });

  it('refused after two minutes', async () => {
    const what = act();
    const stepUp = await approved(vault, dana, what);
    await harness.owner.query(`UPDATE vault.step_ups SET expires_at = now() WHERE id = $1`, [stepUp.id]);
    expect(await spend(dana, what, stepUp)).toBe('STEP_UP_REQUIRED');
  });

  it('refused in another session of the same person, and for another person', async () => {
    const what = act();
    const stepUp = await approved(vault, dana, what);
    const elsewhere = { audience: 'staff' as const, token: await signIn(harness, 'staff', dana.id) };
    expect(await spend({ session: elsewhere }, what, stepUp)).toBe('STEP_UP_REQUIRED');
    const other = await newStaffWithPasskey(harness, 'admin');
    expect(await spend(other, what, stepUp)).toBe('STEP_UP_REQUIRED');
  });

  it('refused with the assertion of another person’s passkey, and of another approval', async () => {
    const what = act();
    const other = await newStaffWithPasskey(harness, 'admin');
    const mine = await approved(vault, dana, what);
    const theirs = await approved(vault, other, what);
    const again = await approved(vault, dana, what);
    expect(await spend(dana, what, { ...mine, assertion: theirs.assertion })).toBe('STEP_UP_REQUIRED');
    expect(await spend(dana, what, { ...mine, assertion: again.assertion })).toBe('STEP_UP_REQUIRED');
    const stolenId = { ...theirs.assertion, id: mine.assertion.id, rawId: mine.assertion.id };
    expect(await spend(dana, what, { ...mine, assertion: stolenId })).toBe('STEP_UP_REQUIRED');
  });

  it.each<[string, Otherwise]>([
    ['made on another origin', { origin: 'https://phish.example' }],
    ['for another relying party', { rpId: 'phish.example' }],
    ['without the person verified', { isVerified: false }],
    ['by a clone: its counter does not rise', { counter: 0 }],
    ['made as an enrolment', { type: 'webauthn.create' }],
  ])('refused when it was %s', async (_how, otherwise) => {
    const person = await newStaffWithPasskey(harness, 'operator');
    const first = act();
    expect(await spend(person, first, await approved(vault, person, first))).toBe('done');
    const what = act();
    const stepUp = await approved(vault, person, what, otherwise);
    expect(await spend(person, what, stepUp)).toBe('STEP_UP_REQUIRED');
  });

  it.each(['ES256', 'EdDSA', 'RS256'] as const)('takes a passkey with %s', async (kind) => {
    const id = await newStaff(harness, 'admin');
    const authenticator = new SoftwareAuthenticator({ kind });
    await storePasskey(harness, id, authenticator);
    const session = { audience: 'staff' as const, token: await signIn(harness, 'staff', id) };
    const what = act();
    expect(await spend({ session }, what, await approved(vault, { session, authenticator }, what))).toBe(
      'done',
    );
  });
});

describe('the right is asked for again in the transaction of the act', () => {
  it.each([
    ['demoted', `UPDATE staff SET role = 'support' WHERE id = $1`, 'FORBIDDEN'],
    ['disabled', `UPDATE staff SET disabled_at = now() WHERE id = $1`, 'NOT_SIGNED_IN'],
    ['signed out', `DELETE FROM staff_sessions WHERE staff_id = $1`, 'NOT_SIGNED_IN'],
  ])('%s a moment ago: refused', async (_how, sql, code) => {
    const person = await newStaffWithPasskey(harness, 'operator');
    const what = act();
    const stepUp = await approved(vault, person, what);
    const caller = await findStaffCaller(vault, person.session);
    await harness.owner.query(sql, [person.id]);
    const late = vault.database.db.$transaction((tx) => spendStepUp(vault, tx, caller, what, stepUp));
    await expect(late).rejects.toMatchObject({ code });
  });

  it('a passkey that is removed between the challenge and the act approves nothing, also in the same moment', async () => {
    const person = await newStaffWithPasskey(harness, 'operator');
    const what = act();
    const stepUp = await approved(vault, person, what);
    const removal = await harness.owner.connect();
    try {
      await removal.query('BEGIN');
      await removal.query('DELETE FROM vault.passkeys WHERE staff_id = $1', [person.id]);
      const late = spend(person, what, stepUp);
      await untilWaitedFor(removal);
      await removal.query('COMMIT');
      expect(await late).toBe('STEP_UP_REQUIRED');
    } finally {
      removal.release();
    }
    await storePasskey(harness, person.id, new SoftwareAuthenticator());
    expect(await spend(person, what, stepUp), 'nor with another one’s').toBe('STEP_UP_REQUIRED');
  });

  it('a demotion waits for the act that was allowed before it', async () => {
    const person = await newStaffWithPasskey(harness, 'operator');
    const what = act();
    const stepUp = await approved(vault, person, what);
    const caller = await findStaffCaller(vault, person.session);
    const order: string[] = [];
    let demotion: Promise<unknown> | undefined;
    await vault.database.db.$transaction(async (tx) => {
      await spendStepUp(vault, tx, caller, what, stepUp);
      demotion = harness.owner
        .query(`UPDATE staff SET role = 'viewer' WHERE id = $1`, [person.id])
        .then(() => order.push('demoted'));
      await until('the demotion waits', async () => {
        const { rows } = await harness.owner.query(
          `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'UPDATE staff SET role%'`,
        );
        return rows.length === 1;
      });
      order.push('acted');
    });
    await demotion;
    expect(order).toEqual(['acted', 'demoted']);
  });
});

describe('beginning an approval', () => {
  it('is for staff with the right for the act, and says when they have no passkey', async () => {
    const support = await newStaffWithPasskey(harness, 'support');
    const parsed = { act: 'connection.disconnect', connectionId: randomUUID(), reason: 'x' } as const;
    await expect(beginStepUp(vault, { session: support.session, act: parsed })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    const session = {
      audience: 'staff' as const,
      token: await signIn(harness, 'staff', await newStaff(harness, 'admin')),
    };
    expect(await beginStepUp(vault, { session, act: parsed })).toEqual({ kind: 'no_passkey' });
  });

  it('asks for a passkey of this person alone, with the person verified', async () => {
    const begun = await beginStepUp(vault, {
      session: dana.session,
      act: { act: 'connection.disconnect', connectionId: randomUUID(), reason: 'x' },
    });
    expect(begun).toMatchObject({
      kind: 'begun',
      options: {
        rpId: 'localhost',
        userVerification: 'required',
        timeout: 120_000,
        allowCredentials: [
          { id: dana.authenticator.credentialId, type: 'public-key', transports: ['internal'] },
        ],
      },
    });
  });
});
