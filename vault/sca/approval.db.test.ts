import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Secret } from '#lib/log/secret';
import type { VaultContext } from '#vault/runtime/context';
import { Harness, type Linked } from '#vault/testing/harness';
import { callDigest } from './call-digest';
import { claimApproval, finishApproval, returnApproval } from './claim-approval';
import { describeCall } from './describe-call';
import { raiseChallenge } from './raise-challenge';

let harness: Harness;
let vault: VaultContext;
let linked: Linked;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault();
  linked = await harness.link(vault);
});
afterAll(() => harness.close());

const PAYMENT = { method: 'POST', path: '/v3/profiles/1/transfers/2/payments?a=1&b=2' };
const BODY = Buffer.from('{"type":"BALANCE"}');
const DIGEST = callDigest(PAYMENT, BODY);

async function raise(oneTimeToken: string = randomUUID(), on = linked) {
  const demand = { connectionId: on.id, description: describeCall(PAYMENT), digest: DIGEST, apiKeyId: 'key' };
  return raiseChallenge(vault, { ...demand, oneTimeToken: new Secret(oneTimeToken) });
}

const claim = (challengeId: string, digest = DIGEST, connectionId = linked.id) =>
  claimApproval(vault, { challengeId, connectionId, digest, apiKeyId: 'key' });

async function row(challengeId: string): Promise<Record<string, unknown>> {
  const { rows } = await harness.owner.query(`SELECT * FROM vault.sca_challenges WHERE id = $1`, [
    challengeId,
  ]);
  return rows[0];
}

async function change(challengeId: string, set: string): Promise<void> {
  await harness.owner.query(`UPDATE vault.sca_challenges SET ${set} WHERE id = $1`, [challengeId]);
}

async function trail(challengeId: string): Promise<string[]> {
  const { rows } = await harness.owner.query(
    `SELECT action FROM audit_entries WHERE detail->>'challengeId' = $1 ORDER BY id`,
    [challengeId],
  );
  return rows.map((each) => each.action);
}

describe('promise 14: an approval is good for exactly the call it was given for, once', () => {
  it('goes to that call, is erased after it, and the trail says when it was asked for and used', async () => {
    const oneTimeToken = randomUUID();
    const { challengeId } = await raise(oneTimeToken);
    const claimed = await claim(challengeId);
    expect(claimed.oneTimeToken.reveal()).toBe(oneTimeToken);
    await finishApproval(vault, claimed);
    expect(await row(challengeId)).toMatchObject({ token: null, wrapped_key: null, key_id: null });
    await expect(claim(challengeId)).rejects.toMatchObject({ code: 'CHALLENGE_USED' });
    expect(await trail(challengeId)).toEqual(['sca.challenge_raised', 'sca.approval_used']);
    await returnApproval(vault, claimed);
    await expect(claim(challengeId)).rejects.toMatchObject({ code: 'CHALLENGE_USED' });
  });

  it.each([
    ['one byte of the body', PAYMENT, '{"type":"BALANCF"}'],
    ['a body that says the same with a space', PAYMENT, '{"type": "BALANCE"}'],
    ['no body', PAYMENT, ''],
    ['another method', { ...PAYMENT, method: 'PUT' }, BODY],
    ['another transfer', { ...PAYMENT, path: PAYMENT.path.replace('transfers/2', 'transfers/3') }, BODY],
    ['another query', { ...PAYMENT, path: PAYMENT.path.replace('a=1', 'a=2') }, BODY],
    [
      'the same query in another order',
      { ...PAYMENT, path: '/v3/profiles/1/transfers/2/payments?b=2&a=1' },
      BODY,
    ],
    ['a path with the body’s beginning', { ...PAYMENT, path: `${PAYMENT.path}{` }, '"type":"BALANCE"}'],
  ])('is refused for %s, and is still there for its own call', async (_what, call, body) => {
    const { challengeId } = await raise();
    const other = callDigest(call, Buffer.from(body));
    await expect(claim(challengeId, other)).rejects.toMatchObject({ code: 'CHALLENGE_MISMATCH' });
    expect(await trail(challengeId)).toEqual(['sca.challenge_raised']);
    await expect(claim(challengeId)).resolves.toBeDefined();
  });

  it('goes to one of two that repeat the call at once', async () => {
    const { challengeId } = await raise();
    const other = harness.vault();
    const named = { challengeId, connectionId: linked.id, digest: DIGEST, apiKeyId: 'key' };
    const ends = await Promise.allSettled([claimApproval(vault, named), claimApproval(other, named)]);
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(ends.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'CHALLENGE_USED' },
    });
  });

  it('is nobody’s once its time is over, by the database’s clock, and the next challenge erases its token', async () => {
    const { challengeId, expiresAt } = await raise();
    expect(expiresAt.getTime() - Date.now()).toBeGreaterThan(1_700_000);
    await change(challengeId, `expires_at = now() - interval '1 second'`);
    await expect(claim(challengeId)).rejects.toMatchObject({ code: 'CHALLENGE_EXPIRED' });
    await raise();
    expect(await row(challengeId)).toMatchObject({ token: null });
  });

  it('is unknown to another connection, and does not open when its row is moved to one', async () => {
    const { challengeId } = await raise();
    const other = await harness.link(vault);
    await expect(claim(challengeId, DIGEST, other.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await change(challengeId, `connection_id = '${other.id}'`);
    await expect(claim(challengeId, DIGEST, other.id)).rejects.toMatchObject({ code: 'RECORD_REFUSED' });
    expect(await row(challengeId)).toMatchObject({ used_at: null });
  });

  it('does not open with the token of another challenge of the same connection', async () => {
    const [one, two] = [await raise(), await raise()];
    await harness.owner.query(
      `UPDATE vault.sca_challenges a SET (key_id, wrapped_key, token) = (b.key_id, b.wrapped_key, b.token)
       FROM vault.sca_challenges b WHERE a.id = $1 AND b.id = $2`,
      [one.challengeId, two.challengeId],
    );
    await expect(claim(one.challengeId)).rejects.toMatchObject({ code: 'RECORD_REFUSED' });
  });

  it('comes back when Wise surely did not act, and then serves the same call', async () => {
    const { challengeId } = await raise();
    await returnApproval(vault, await claim(challengeId));
    await expect(claim(challengeId)).resolves.toMatchObject({ challengeId });
    expect(await trail(challengeId)).toEqual([
      'sca.challenge_raised',
      'sca.approval_used',
      'sca.approval_returned',
      'sca.approval_used',
    ]);
  });
});

it('promise 4: neither the one-time token nor the digest stands in the view that web reads, or in the audit trail', async () => {
  const oneTimeToken = randomUUID();
  const { challengeId } = await raise(oneTimeToken);
  const { rows: shown } = await harness.owner.query(`SELECT * FROM approvals WHERE id = $1`, [challengeId]);
  expect(shown[0]).toMatchObject({
    operation: 'fund_transfer',
    method: 'POST',
    path_template: '/v3/profiles/{id}/transfers/{id}/payments',
    state: 'pending',
  });
  const { rows: audited } = await harness.owner.query(
    `SELECT to_jsonb(e)::text AS text FROM audit_entries e WHERE detail->>'challengeId' = $1`,
    [challengeId],
  );
  const text = JSON.stringify([shown, audited]);
  for (const secret of [oneTimeToken, DIGEST.toString('hex'), DIGEST.toString('base64')]) {
    expect(text).not.toContain(secret);
  }
});
