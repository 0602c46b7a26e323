import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PersonalTokenActInput, SealingAct } from '#lib/contract/personal-token-acts';
import { personalTokenActSchema } from '#lib/contract/personal-token-acts';
import { AppError } from '#lib/errors/app-error';
import { until } from '#test/until';
import { sealOnce } from '#vault/jose/testing/seal-once';
import type { VaultContext } from '#vault/runtime/context';
import { signIn } from '#vault/testing/attempts';
import { Harness, UNHURRIED } from '#vault/testing/harness';
import { keptAccount, sealedBy, tokenAtWise } from '#vault/testing/personal-token-requests';
import { approved, newStaffWithPasskey, type StaffWithPasskey } from '#vault/testing/step-up';
import { newWiseUser } from '#vault/testing/wise-users';
import { actOnPersonalToken } from './act-on-token';
import { makeSealingKey } from './sealing-key';
import { vendPersonal } from './vend-personal';

let harness: Harness;
let vault: VaultContext;
let dana: StaffWithPasskey;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault({ deadlines: UNHURRIED });
  dana = await newStaffWithPasskey(harness, 'admin');
});
beforeEach(async () => {
  harness.reset();
  await harness.owner.query('DELETE FROM vault.sealing_keys');
  await harness.owner.query('DELETE FROM personal_tokens');
});
afterAll(() => harness.close());

/** What an approved act answers, or the code of its refusal. */
async function carryOut(given: PersonalTokenActInput, by = dana, signed = given) {
  const stepUp = await approved(vault, by, signed);
  return done(
    actOnPersonalToken(vault, { session: by.session, act: personalTokenActSchema.parse(given), stepUp }),
  );
}

const done = (work: Promise<unknown>) =>
  work.catch((error: unknown) => (error instanceof AppError ? error.code : String(error)));

const store = (sealed: string, profileId = ''): PersonalTokenActInput => ({
  ...{ act: 'personal_token.store', environment: 'sandbox', profileId, sealed },
});
const sealed = (token: string, act: SealingAct = 'personal_token.store', by = dana) =>
  sealedBy(vault, by, act, token);
const newToken = () => tokenAtWise(harness, newWiseUser(harness.emulator).id);
const count = async (table: string) => (await harness.owner.query(`SELECT 1 FROM ${table}`)).rowCount;
const keptRows = async () => [await count('personal_tokens'), await count('vault.personal_token_values')];

async function storedId(): Promise<string> {
  const { rows } = await harness.owner.query('SELECT id::text AS id FROM personal_tokens');
  expect(rows).toHaveLength(1);
  return rows[0].id;
}

const issued = async (id: string) => (await vendPersonal(vault, id, 'check'))?.token.reveal();

describe('an admin with a passkey', () => {
  it('stores a token that the page sealed, replaces and removes it, and the trail names both', async () => {
    const user = newWiseUser(harness.emulator);
    const first = tokenAtWise(harness, user.id);
    expect(await carryOut(store(await sealed(first)))).toEqual({ result: 'stored' });
    const id = await storedId();
    expect(await issued(id)).toBe(first);
    expect(await count('vault.sealing_keys'), 'the key is gone with its use').toBe(0);

    const next = tokenAtWise(harness, user.id);
    const rotate = { act: 'personal_token.rotate', personalTokenId: id } as const;
    const replaced = await carryOut({ ...rotate, sealed: await sealed(next, rotate.act) });
    expect([replaced, await issued(id)]).toEqual([{ result: 'rotated' }, next]);

    const remove = { act: 'personal_token.remove', personalTokenId: id } as const;
    expect(await carryOut(remove)).toEqual({ result: 'removed' });
    expect(await count('vault.personal_token_values')).toBe(0);
    expect(await carryOut(remove)).toEqual({ result: 'gone' });
    const { rows } = await harness.owner.query(
      `SELECT action, actor_kind::text AS kind, actor_id AS who, detail FROM audit_entries
       WHERE action LIKE 'personal_token.%' AND detail->>'personalTokenId' = $1 ORDER BY id`,
      [id],
    );
    const detail = { personalTokenId: id, passkeyId: expect.any(String) };
    expect(rows).toMatchObject(
      ['added', 'rotated', 'removed'].map((what) => ({
        ...{ action: `personal_token.${what}`, kind: 'staff', who: dana.id },
        detail,
      })),
    );
  });

  it('is told what to do about a token that cannot be kept, and nothing is stored', async () => {
    const several = tokenAtWise(harness, '10000002');
    expect(await carryOut(store(await sealed('dead')))).toEqual({ result: 'refused' });
    expect(await carryOut(store(await sealed('two words')))).toEqual({ result: 'no_token' });
    expect(await carryOut(store(await sealed(several)))).toEqual({
      result: 'choose',
      profiles: expect.arrayContaining([
        { profileId: '30000003', type: 'business', name: 'Byte Bakery Ltd' },
      ]),
    });
    harness.plant({ endpoint: 'me', kind: 'answer', status: 503, body: '' });
    expect(await carryOut(store(await sealed(several)))).toEqual({ result: 'unavailable' });
    harness.plant({ endpoint: 'me', kind: 'answer', status: 403, body: '' });
    expect(await carryOut(store(await sealed(several)))).toEqual({ result: 'not_allowed' });
    const production = {
      ...store(await sealed(several)),
      environment: 'production',
    } as PersonalTokenActInput;
    expect(await carryOut(production)).toEqual({ result: 'not_set_up' });
    expect(await keptRows()).toEqual([0, 0]);

    expect(await carryOut(store(await sealed(several), ' 30000003 '))).toEqual({ result: 'stored' });
    expect(await carryOut(store(await sealed(several), '30000003'))).toEqual({ result: 'there' });
    const personalTokenId = await storedId();
    const rotate = { act: 'personal_token.rotate', personalTokenId } as const;
    expect(await carryOut({ ...rotate, sealed: await sealed(newToken(), rotate.act) })).toEqual({
      result: 'other',
    });
    expect(await issued(personalTokenId)).toBe(several);
  });
});

describe('decision 097: what was sealed for the vault is opened once, for whom and what it was sealed', () => {
  it('not a second time, however it is approved', async () => {
    const act = store(await sealed('dead'));
    expect(await carryOut(act)).toEqual({ result: 'refused' });
    expect(await carryOut(act)).toEqual({ result: 'not_opened' });
  });

  it('not by another admin, nor in another session of the same one', async () => {
    const other = await newStaffWithPasskey(harness, 'admin');
    const elsewhere = {
      ...dana,
      session: { audience: 'staff', token: await signIn(harness, 'staff', dana.id) },
    };
    const act = store(await sealed(newToken()));
    expect(await carryOut(act, other)).toEqual({ result: 'not_opened' });
    expect(await carryOut(act, elsewhere as StaffWithPasskey)).toEqual({ result: 'not_opened' });
    expect(await carryOut(act)).toEqual({ result: 'stored' });
  });

  it('not for another act, and not when its time is over', async () => {
    const { id: personalTokenId, userId } = await keptAccount(harness);
    const forStoring = await sealed(tokenAtWise(harness, userId));
    const rotate = { act: 'personal_token.rotate', personalTokenId, sealed: forStoring } as const;
    expect(await carryOut(rotate)).toEqual({ result: 'not_opened' });
    const late = store(await sealed(newToken()));
    await harness.owner.query('UPDATE vault.sealing_keys SET ends_at = now()');
    expect(await carryOut(late)).toEqual({ result: 'not_opened' });
  });

  it('not changed: the passkey approves one ciphertext, and one that web makes in its place is refused', async () => {
    const approvedOne = store(await sealed(newToken()));
    const ofTheThief = store(await sealed(newToken()));
    expect(await carryOut(ofTheThief, dana, approvedOne)).toBe('STEP_UP_REQUIRED');
    const [header, , iv, text = '', tag] = (await sealed(newToken())).split('.');
    const flipped = Buffer.from(text, 'base64url');
    flipped[0] = (flipped[0] ?? 0) ^ 1;
    const changed = [header, '', iv, flipped.toString('base64url'), tag].join('.');
    expect(await carryOut(store(changed))).toEqual({ result: 'not_opened' });
    expect(await keptRows()).toEqual([0, 0]);
  });

  it('not with another algorithm, a compressed text or a point that is not on the curve', async () => {
    const { session } = dana;
    const ask = { session, act: 'personal_token.store' } as const;
    const withHeader = async (header: Record<string, unknown>) => {
      const text = await sealOnce('dead', await makeSealingKey(vault, ask));
      const [head = '', ...rest] = text.split('.');
      const whole = { ...JSON.parse(Buffer.from(head, 'base64url').toString()), ...header };
      return store([Buffer.from(JSON.stringify(whole)).toString('base64url'), ...rest].join('.'));
    };
    const point = () => randomBytes(32).toString('base64url');
    for (const header of [
      { alg: 'dir' },
      { alg: 'ECDH-ES+A256KW' },
      { zip: 'DEF' },
      { epk: { kty: 'EC', crv: 'P-256', x: point(), y: point() } },
    ])
      expect(await carryOut(await withHeader(header)), JSON.stringify(header)).toEqual({
        result: 'not_opened',
      });
  });

  it('not without an approval: Wise is not asked, and the key stays for who may', async () => {
    const held = harness.plant({ endpoint: 'me', kind: 'hold' });
    const act = personalTokenActSchema.parse(store(await sealed(newToken())));
    expect(await done(actOnPersonalToken(vault, { session: dana.session, act }))).toBe('STEP_UP_REQUIRED');
    expect([held.waiting, await count('vault.sealing_keys')]).toEqual([0, 1]);
  });

  it('not kept for an admin who was demoted while Wise was asked', async () => {
    const erin = await newStaffWithPasskey(harness, 'admin');
    const held = harness.plant({ endpoint: 'me', kind: 'hold' });
    const stored = carryOut(store(await sealed(newToken(), 'personal_token.store', erin)), erin);
    await until('Wise is asked', () => held.waiting === 1);
    await harness.owner.query(`UPDATE staff SET role = 'operator' WHERE id = $1`, [erin.id]);
    harness.release(held);
    expect(await stored).toBe('FORBIDDEN');
    expect(await keptRows()).toEqual([0, 0]);
  });

  it('and the key is no one’s but an admin’s, its private half in no column', async () => {
    const operator = await newStaffWithPasskey(harness, 'operator');
    const ask = { session: operator.session, act: 'personal_token.store' } as const;
    expect(await done(makeSealingKey(vault, ask))).toBe('FORBIDDEN');
    const key = await makeSealingKey(vault, { ...ask, session: dana.session });
    expect(Object.keys(key.publicKey)).toEqual(['kty', 'crv', 'x', 'y']);
    const { rows } = await harness.owner.query('SELECT private_key FROM vault.sealing_keys');
    expect(rows[0].private_key.includes(key.publicKey.x)).toBe(false);
  });
});
