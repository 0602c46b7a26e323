import type { SessionClaim } from '#lib/contract/internal-api';
import { SEALING_KEY_SECONDS, type SealingAct, type SealingKey } from '#lib/contract/personal-token-acts';
import type { Tx } from '#lib/db/client';
import type { Secret } from '#lib/log/secret';
import { readUuid } from '#lib/text/uuid';
import { openOrTell } from '#vault/alarms/unopened-record';
import { kidOf } from '#vault/jose/compact';
import { makeOneTimeKey, openOnce } from '#vault/jose/one-time-key';
import { randomId } from '#vault/keys/random';
import { newDataKey, open, type RecordContext, seal, unwrapDataKey } from '#vault/keys/sealed-record';
import { sealedTable } from '#vault/keys/sealed-table';
import type { VaultContext } from '#vault/runtime/context';
import { assertMayApprove } from '#vault/step-up/begin';
import { findStaffCaller, type StaffCaller } from '#vault/step-up/staff-caller';
import { readToken } from './token-text';

const recordContext = (id: string): RecordContext => ({
  // a key is of no environment: the act says of which the token is
  environment: 'production',
  clientId: '',
  customerId: '',
  subject: { kind: 'sealing_key', id },
  wiseUserId: '',
  profileId: '',
  field: 'sealing_key',
  version: 1n,
});

/**
 * A key for the one token that this session is about to hand in. Its private half stays here, sealed, until it is used once or
 * its time is over (decision 097).
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN
 */
export async function makeSealingKey(
  ctx: VaultContext,
  { session, act }: { session: SessionClaim; act: SealingAct },
): Promise<SealingKey> {
  const caller = await findStaffCaller(ctx, session);
  assertMayApprove(caller.session.role, { act });
  return addSealingKey(ctx, caller, act);
}

/** Without asking whether they may do the act: taking it with the act does. */
export async function addSealingKey(
  ctx: Pick<VaultContext, 'database' | 'ring'>,
  { session: { staffId, sessionId } }: StaffCaller,
  act: SealingAct,
): Promise<SealingKey> {
  const id = randomId();
  const { publicKey, privateKey } = await makeOneTimeKey();
  const { keyId, wrappedKey, dataKey } = newDataKey(ctx.ring);
  const sealed = seal(dataKey, recordContext(id), privateKey);
  await ctx.database.db.$executeRaw`
    INSERT INTO vault.sealing_keys (id, staff_id, session_id, act, key_id, wrapped_key, private_key, ends_at)
    VALUES (${id}::uuid, ${staffId}::uuid, ${sessionId}::uuid, ${act}, ${keyId}, ${wrappedKey}, ${sealed},
      now() + make_interval(secs => ${SEALING_KEY_SECONDS}::float8))`;
  return { id, publicKey };
}

/** A key that was taken out of the database: nobody else gets it. */
export type TakenKey = { id: string; keyId: string; wrappedKey: Uint8Array; privateKey: Uint8Array };

/** The key of what was sealed, if it is of this person, session and act and its time is not over. It is deleted with that. */
export async function takeSealingKey(
  tx: Tx,
  { session: { staffId, sessionId } }: StaffCaller,
  { act, sealed }: { act: SealingAct; sealed: string },
): Promise<TakenKey | undefined> {
  const id = readUuid(kidOf(sealed) ?? '');
  if (id === undefined) return undefined;
  const [row] = await tx.$queryRaw<TakenKey[]>`
    DELETE FROM vault.sealing_keys
    WHERE id = ${id}::uuid AND staff_id = ${staffId}::uuid AND session_id = ${sessionId}::uuid AND act = ${act}
      AND ends_at > clock_timestamp()
    RETURNING id::text AS id, key_id AS "keyId", wrapped_key AS "wrappedKey", private_key AS "privateKey"`;
  return row;
}

/**
 * What was sealed for the key.
 *
 * @throws AppError RECORD_REFUSED, KEY_UNKNOWN, each after its alarm, where the key itself does not open.
 */
export async function openSealed(
  ctx: Pick<VaultContext, 'ring' | 'database' | 'log'>,
  { id, keyId, wrappedKey, privateKey }: TakenKey,
  sealed: string,
): Promise<Secret | 'not_opened' | 'no_token'> {
  const record = { environment: null, name: { sealingKeyId: id }, what: 'a key for one token' };
  const key = await openOrTell(ctx, record, () =>
    open(unwrapDataKey(ctx.ring, keyId, wrappedKey), recordContext(id), privateKey),
  );
  const opened = await openOnce(sealed, { id, privateKey: key });
  if (opened.kind === 'refused') return 'not_opened';
  return readToken(Buffer.from(opened.value).toString('utf8')) ?? 'no_token';
}

/** The keys as a table of sealed records. */
export const sealedSealingKeys = sealedTable<{ id: string }>({
  name: 'vault.sealing_keys',
  id: 'id',
  sealed: ['private_key'],
  update: 'UPDATE vault.sealing_keys AS t SET',
  identity: 't.id::text AS id FROM vault.sealing_keys AS t',
  contextOf: ({ id }) => recordContext(id),
});
