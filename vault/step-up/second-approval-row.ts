import { SECOND_APPROVAL_HOURS, type SecondAct, secondActSchema } from '#lib/contract/second-approvals';
import { canonicalAct } from '#lib/contract/step-up';
import type { Tx } from '#lib/db/client';
import { digestOfAct } from './signed-values';

/** An act that waits for a second person. */
export type WaitingAct = {
  id: string;
  act: SecondAct;
  firstStaffId: string;
  createdAt: Date;
};

type NewWaiting = { act: SecondAct; firstStaffId: string; firstPasskeyId: string };

/** @returns the id; `isNew` false: the same act waits already. */
export async function insertWaiting(
  tx: Tx,
  { act, firstStaffId, firstPasskeyId }: NewWaiting,
): Promise<{ id: string; isNew: boolean }> {
  const digest = digestOfAct(act);
  await tx.$executeRaw`
    UPDATE vault.second_approvals SET state = 'expired', decided_at = expires_at
    WHERE digest = ${digest} AND state = 'waiting' AND expires_at <= clock_timestamp()`;
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO vault.second_approvals (act, body, digest, first_staff_id, first_passkey_id, expires_at)
    VALUES (${act.act}, ${canonicalAct(act)}::jsonb, ${digest}, ${firstStaffId}::uuid, ${firstPasskeyId}::uuid,
      now() + ${SECOND_APPROVAL_HOURS}::int * interval '1 hour')
    ON CONFLICT (digest) WHERE state = 'waiting' DO NOTHING RETURNING id::text AS id`;
  if (row !== undefined) return { id: row.id, isNew: true };
  const [other] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text AS id FROM vault.second_approvals WHERE digest = ${digest} AND state = 'waiting'`;
  // decided between the two statements: whoever asks again is answered by what is there then
  if (other === undefined) throw new Error('a waiting act was decided while it was asked for again');
  return { id: other.id, isNew: false };
}

/** What waits under this id; undefined when nothing does any more. */
export async function findWaiting(tx: Pick<Tx, '$queryRaw'>, id: string): Promise<WaitingAct | undefined> {
  const [row] = await tx.$queryRaw<(Omit<WaitingAct, 'act'> & { body: unknown })[]>`
    SELECT id::text AS id, body, first_staff_id::text AS "firstStaffId", created_at AS "createdAt"
    FROM vault.second_approvals
    WHERE id = ${id}::uuid AND state = 'waiting' AND expires_at > clock_timestamp()`;
  if (row === undefined) return undefined;
  const { body, ...rest } = row;
  return { ...rest, act: secondActSchema.parse(body) };
}

type Decision =
  | { state: 'approved'; by: string; passkeyId: string }
  | { state: 'refused' | 'withdrawn'; by: string };

/** False when somebody else decided, or its time is over: of two who decide at once one succeeds. */
export async function decide(tx: Tx, id: string, decision: Decision): Promise<boolean> {
  const passkeyId = decision.state === 'approved' ? decision.passkeyId : null;
  const decided = await tx.$executeRaw`
    UPDATE vault.second_approvals SET state = ${decision.state}, second_staff_id = ${decision.by}::uuid,
      second_passkey_id = ${passkeyId}::uuid, decided_at = now()
    WHERE id = ${id}::uuid AND state = 'waiting' AND expires_at > clock_timestamp()`;
  return decided === 1;
}

/** Whether this passkey was there before the act was asked for. */
export async function isPasskeyOlder(tx: Tx, passkeyId: string, than: Date): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ isOlder: boolean }[]>`
    SELECT created_at <= ${than}::timestamptz AS "isOlder" FROM vault.passkeys WHERE id = ${passkeyId}::uuid`;
  return row?.isOlder === true;
}
