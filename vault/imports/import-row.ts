import type { Tx } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import type { ProfileType } from '#lib/db/generated/enums';
import type { Environment } from '#lib/env/wise';
import type { Secret } from '#lib/log/secret';
import { openOrTell } from '#vault/alarms/unopened-record';
import type { TokenTimes } from '#vault/grants/store-tokens';
import { type NewDataKey, open, type RecordContext, seal, unwrapDataKey } from '#vault/keys/sealed-record';
import { sealedTable } from '#vault/keys/sealed-table';
import type { VaultContext } from '#vault/runtime/context';
import { maxInFlightMs } from '#vault/runtime/deadlines';
import type { WiseProfile } from '#vault/wise/outcomes';

/** Why a grant of a file cannot be taken; `docs/runbooks/import.md` says what to do about each. */
export const REFUSALS = [
  'profile_connected',
  'not_taken_by_wise',
  'answer_lost',
  'used_elsewhere',
  'profile_not_granted',
  'other_user',
  'not_allowed',
  'already_connected',
  'twice',
  'in_another_file',
  'gone',
] as const;
export type Refusal = (typeof REFUSALS)[number];

type RowIdentity = { id: string; environment: Environment; clientId: string };
export type RowTokens = { access: Secret; refresh: Secret; version: bigint; times: TokenTimes };

export type ImportRow = RowIdentity & {
  state: 'waiting' | 'sent' | 'received' | 'checked' | 'refused';
  line: number;
  tokenHash: Uint8Array;
  externalId: string;
  email: string | null;
  name: string | null;
  profileId: string;
  userId: string | null;
  wiseUserId: string | null;
  profileType: ProfileType | null;
  profileName: string | null;
  version: bigint;
  keyId: string | null;
  wrappedKey: Uint8Array | null;
  access: Uint8Array | null;
  refresh: Uint8Array | null;
} & { [Moment in 'accessIssuedAt' | 'accessExpiresAt' | 'refreshExpiresAt']: Date | null };

const recordContext = (
  { id, environment, clientId }: RowIdentity,
  field: 'access' | 'refresh',
  version: bigint,
): RecordContext => ({
  environment,
  clientId,
  customerId: '',
  subject: { kind: 'import', id },
  wiseUserId: '',
  profileId: '',
  field,
  version,
});

const COLUMNS = Prisma.sql`id::text AS id, state, line, environment::text AS environment, client_id AS "clientId",
  token_hash AS "tokenHash", external_id AS "externalId", email, name, profile_id AS "profileId", user_id AS "userId",
  wise_user_id AS "wiseUserId", profile_type::text AS "profileType", profile_name AS "profileName", version,
  key_id AS "keyId", wrapped_key AS "wrappedKey", access, refresh, access_issued_at AS "accessIssuedAt",
  access_expires_at AS "accessExpiresAt", refresh_expires_at AS "refreshExpiresAt"`;

/** After that an access token is looked at again before its grant is taken: another system may have refreshed meanwhile. */
const CHECK_IS_GOOD_MINUTES = 15;

/**
 * Rows of an import that want work, in the order of the file: never sent, or sent so long ago that the call can no longer act;
 * or to be checked.
 */
export function findWork(ctx: VaultContext, importId: string, count: number): Promise<ImportRow[]> {
  return ctx.database.db.$queryRaw<ImportRow[]>`
    SELECT ${COLUMNS} FROM vault.import_rows
    WHERE import_id = ${importId}::uuid AND (state IN ('waiting', 'received')
      OR (state = 'sent' AND sent_at < now() - ${maxInFlightMs(ctx.deadlines)}::float8 * interval '1 millisecond')
      OR (state = 'checked' AND checked_at < now() - ${CHECK_IS_GOOD_MINUTES}::int * interval '1 minute'))
    ORDER BY line LIMIT ${count}`;
}

/** All rows of an import, locked, in an order in which two imports that name the same customers cannot deadlock. */
export function lockRows(tx: Tx, importId: string): Promise<ImportRow[]> {
  return tx.$queryRaw<ImportRow[]>`
    SELECT ${COLUMNS} FROM vault.import_rows WHERE import_id = ${importId}::uuid
    ORDER BY external_id, line FOR UPDATE`;
}

/** The right to send one refresh of this row: `sentAt` fences whoever sent before. `tries`: since there last was an answer. */
export type Claim = { tries: number; sentAt: Date };

/**
 * Commits that the refresh token is being sent. Whoever comes while the call may still act finds nothing to claim, so that no
 * token is spent twice.
 */
export async function claimRow(ctx: VaultContext, id: string): Promise<Claim | undefined> {
  const [claim] = await ctx.database.db.$queryRaw<Claim[]>`
    UPDATE vault.import_rows SET state = 'sent', sent_at = now(), tries = tries + 1
    WHERE id = ${id}::uuid AND (state IN ('waiting', 'received', 'checked')
      OR (state = 'sent' AND sent_at < now() - ${maxInFlightMs(ctx.deadlines)}::float8 * interval '1 millisecond'))
    RETURNING tries, sent_at AS "sentAt"`;
  return claim;
}

/** It was surely not sent, or Wise surely did not act. With tokens of an earlier refresh it is to be checked. */
export async function releaseRow(ctx: VaultContext, id: string, { sentAt }: Claim): Promise<void> {
  await ctx.database.db.$executeRaw`
    UPDATE vault.import_rows SET tries = tries - 1,
      state = CASE WHEN wrapped_key IS NULL THEN 'waiting' ELSE 'received' END
    WHERE id = ${id}::uuid AND state = 'sent' AND sent_at = ${sentAt}`;
}

/**
 * Wise's answer, sealed, before anything else is done with it. It is written over the version that was refreshed, also when
 * somebody else has claimed the row meanwhile: with rotating refresh tokens this is the only one that lives.
 *
 * @returns false when a later answer stands there.
 */
export async function storeAnswer(
  tx: Tx,
  row: ImportRow,
  tokens: RowTokens,
  { keyId, wrappedKey, dataKey }: NewDataKey,
  isRotated: boolean,
): Promise<boolean> {
  const { times, version } = tokens;
  const access = seal(dataKey, recordContext(row, 'access', version), tokens.access);
  const refresh = seal(dataKey, recordContext(row, 'refresh', version), tokens.refresh);
  const stored = await tx.$executeRaw`
    UPDATE vault.import_rows SET state = 'received', refusal = NULL, tries = 0, version = ${version}, key_id = ${keyId},
      wrapped_key = ${wrappedKey}, access = ${access}, refresh = ${refresh}, is_rotated = is_rotated OR ${isRotated},
      access_issued_at = ${times.accessIssuedAt}, access_expires_at = ${times.accessExpiresAt},
      refresh_expires_at = ${times.refreshExpiresAt}, checked_at = NULL
    -- the second is this very write, whose confirmation was lost
    WHERE id = ${row.id}::uuid AND (version = ${version - 1n} OR wrapped_key = ${wrappedKey})`;
  return stored === 1;
}

/**
 * @returns undefined when nothing is kept for the row yet.
 * @throws AppError RECORD_REFUSED, KEY_UNKNOWN, each after its alarm.
 */
export async function openRow(
  ctx: Pick<VaultContext, 'ring' | 'database' | 'log'>,
  row: ImportRow,
): Promise<RowTokens | undefined> {
  const { id, environment, keyId, wrappedKey, access, refresh, version, accessIssuedAt, accessExpiresAt } =
    row;
  if (keyId === null || wrappedKey === null || access === null || refresh === null) return undefined;
  if (accessIssuedAt === null || accessExpiresAt === null) return undefined;
  return openOrTell(ctx, { environment, name: { importRowId: id }, what: 'a grant of an import' }, () => {
    const dataKey = unwrapDataKey(ctx.ring, keyId, wrappedKey);
    return {
      access: open(dataKey, recordContext(row, 'access', version), access),
      refresh: open(dataKey, recordContext(row, 'refresh', version), refresh),
      version,
      // Wise's time of a refreshed token says nothing about when the customer consented (design 4.3)
      times: { accessIssuedAt, accessExpiresAt, refreshExpiresAt: row.refreshExpiresAt, wiseCreatedAt: null },
    };
  });
}

/** @param version the tokens that were checked. */
export async function markChecked(
  ctx: VaultContext,
  { id, version }: { id: string; version: bigint },
  { wiseUserId, profile }: { wiseUserId: string; profile: WiseProfile },
): Promise<void> {
  await ctx.database.db.$executeRaw`
    UPDATE vault.import_rows SET state = 'checked', refusal = NULL, checked_at = now(), wise_user_id = ${wiseUserId},
      profile_type = ${profile.type}::public.profile_type, profile_name = ${profile.name}
    WHERE id = ${id}::uuid AND version = ${version} AND state IN ('received', 'checked')`;
}

/**
 * Wise refused the token of this very call. After calls without an answer that may mean that Wise had rotated it: another thing
 * to tell.
 */
export async function refuseSent(ctx: VaultContext, id: string, { tries, sentAt }: Claim): Promise<void> {
  const refusal: Refusal = tries > 1 ? 'answer_lost' : 'not_taken_by_wise';
  await ctx.database.db.$executeRaw`
    UPDATE vault.import_rows SET state = 'refused', refusal = ${refusal}
    WHERE id = ${id}::uuid AND state = 'sent' AND sent_at = ${sentAt}`;
}

/** Its tokens, if there are any, stay: what Wise gave is not thrown away because of a wrong line. */
export async function refuseRow(db: Pick<Tx, '$executeRaw'>, id: string, refusal: Refusal): Promise<void> {
  await db.$executeRaw`
    UPDATE vault.import_rows SET state = 'refused', refusal = ${refusal}
    WHERE id = ${id}::uuid AND state <> 'refused'`;
}

/** The rows as a table of sealed records. */
export const sealedImportRows = sealedTable<RowIdentity & { version: string }>({
  name: 'vault.import_rows',
  id: 'id',
  sealed: ['access', 'refresh'],
  update: 'UPDATE vault.import_rows AS t SET',
  identity: `
    t.id::text AS id, t.environment::text AS environment, t.client_id AS "clientId", t.version::text AS version
    FROM vault.import_rows AS t`,
  contextOf: ({ version, ...row }, column) =>
    column === 'access' || column === 'refresh' ? recordContext(row, column, BigInt(version)) : undefined,
});
