import { markUserUnverified } from '#vault/grants/mark-unverified';
import { lockExistingGrant } from '#vault/grants/promote';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';
import { readGrantedProfile } from '#vault/wise/granted-profile';
import { type ImportRow, markChecked, type Refusal, type RowTokens, refuseRow } from './import-row';

/**
 * Whose grant it is, and whether it covers the profile that the file names (W5).
 *
 * @returns `dead`: somebody else has refreshed since, so it is refreshed once more; `unavailable`: Wise gives no answer.
 */
export async function checkRow(
  ctx: VaultContext,
  wise: WiseClient,
  row: ImportRow,
  tokens: RowTokens,
): Promise<'done' | 'dead' | 'unavailable'> {
  const claim = { profileId: row.profileId, isOnlyOneEnough: false };
  const check = await readGrantedProfile(wise, tokens.access, claim);
  switch (check.kind) {
    case 'unauthorised':
      return 'dead';
    case 'unavailable':
      return 'unavailable';
    case 'not_allowed':
      return refuse(ctx, row, 'not_allowed');
    case 'mismatch':
    case 'no_profile':
      return refuseForeign(ctx, row, check.wiseUserId, 'profile_not_granted');
    case 'granted': {
      const { wiseUserId, profile } = check;
      if (row.userId !== null && row.userId !== wiseUserId)
        return refuseForeign(ctx, row, wiseUserId, 'other_user');
      const conflict = await findConflict(ctx, row, wiseUserId);
      if (conflict !== undefined) return refuseForeign(ctx, row, wiseUserId, conflict);
      await markChecked(ctx, { id: row.id, version: tokens.version }, { wiseUserId, profile });
      return 'done';
    }
  }
}

async function refuse({ database }: VaultContext, { id }: ImportRow, refusal: Refusal): Promise<'done'> {
  await refuseRow(database.db, id, refusal);
  return 'done';
}

/**
 * The file was wrong about whose grant it is, so it may be that of a connection here: then our refresh has killed the access
 * token that is stored there (W1), and nothing is vended of it before it is proved anew.
 */
async function refuseForeign(
  ctx: VaultContext,
  row: ImportRow,
  wiseUserId: string,
  refusal: Refusal,
): Promise<'done'> {
  const { environment, clientId } = row;
  await markUserUnverified(ctx.database.db, ctx, { environment, clientId, wiseUserId });
  return refuse(ctx, row, refusal);
}

/** At most one live grant per client × Wise user × profile (promise 2): in the connections, and in what waits. */
async function findConflict(
  { database }: VaultContext,
  { id, environment, clientId, profileId }: ImportRow,
  wiseUserId: string,
): Promise<Refusal | undefined> {
  const of = { environment, clientId, wiseUserId, profileId };
  const existing = await database.db.$transaction((tx) => lockExistingGrant(tx, of));
  if (existing !== undefined) return 'already_connected';
  const others = await database.db.importRow.findFirst({
    where: { ...of, id: { not: id }, state: 'checked' },
    select: { id: true },
  });
  return others === null ? undefined : 'twice';
}
