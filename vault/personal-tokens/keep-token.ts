import { type Actor, appendAudit } from '#lib/audit/append';
import type { Tx } from '#lib/db/client';
import { isUniqueViolation } from '#lib/db/database-failure';
import type { Environment } from '#lib/env/wise';
import type { Secret } from '#lib/log/secret';
import { clearAlarm } from '#vault/alarms/alarm';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';
import { type OwnAccount, readOwnAccount } from '#vault/wise/users-api';
import { storeToken } from './token-value';
import { markPersonalRefused, vendPersonal } from './vend-personal';

type Profile = OwnAccount['profiles'][number];

/** What came of an act on a personal token; `failed` says what Wise answered. */
export type Kept =
  | { kind: 'kept'; id: string; profile: Profile }
  | { kind: 'failed'; why: 'refused' | 'not_allowed' | 'unavailable' }
  /** Several profiles and none named, or not the one that was named. */
  | { kind: 'choose'; profiles: Profile[] }
  /** The profile has a token already: rotate that one. */
  | { kind: 'there'; id: string }
  /** The new token is of another Wise user or profile. */
  | { kind: 'other' }
  /** There is none, or it was removed. */
  | { kind: 'gone' };

/** Who asks. */
export type Asker = {
  actor: Actor;
  /** First thing in the transaction of the act: throws when they may not do it, and says what its audit row tells besides. */
  authorise: (tx: Tx) => Promise<{ passkeyId?: string }>;
};

/** Whoever runs a command where the vault runs: nobody asks them for more. */
export const operatorAsks = (id: string): Asker => ({
  actor: { kind: 'operator', id },
  authorise: async () => ({}),
});

type Asked = { token: Secret; asker: Asker };

/** Checks a token at Wise and keeps it for one profile of its account. */
export async function addPersonalToken(
  ctx: VaultContext,
  client: WiseClient,
  { token, asker, profileId }: Asked & { profileId: string | undefined },
): Promise<Kept> {
  const account = await inspect(client, token);
  if (account.kind !== 'ok') return account;
  const profile = choose(account.value.profiles, profileId);
  if (profile === undefined) return { kind: 'choose', profiles: account.value.profiles };
  const { environment } = client.config;
  const { userId: wiseUserId } = account.value;
  try {
    return await ctx.database.db.$transaction(async (tx) => {
      const proof = await asker.authorise(tx);
      const { id } = await tx.personalToken.create({
        data: {
          environment,
          wiseUserId,
          profileId: profile.profileId,
          profileType: profile.type,
          profileName: profile.name,
          country: profile.country,
        },
        select: { id: true },
      });
      await tx.$executeRaw`UPDATE public.personal_tokens SET last_checked_at = now() WHERE id = ${id}::uuid`;
      await storeToken(tx, ctx, { id, environment, wiseUserId, profileId: profile.profileId }, token);
      await audit(tx, 'personal_token.added', { id, environment, actor: asker.actor, proof });
      return { kind: 'kept', id, profile };
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const there = await ctx.database.db.personalToken.findFirst({
      where: { environment, profileId: profile.profileId, state: { not: 'removed' } },
      select: { id: true },
    });
    return there === null ? { kind: 'gone' } : { kind: 'there', id: there.id };
  }
}

/** The new token is checked before it replaces the old one, which stays in use until then. */
export async function rotatePersonalToken(
  ctx: VaultContext,
  { id, token, asker }: Asked & { id: string },
): Promise<Kept> {
  const row = await ctx.database.db.personalToken.findUnique({ where: { id } });
  const client = ctx.wise.ofEnvironment(row?.environment);
  if (row === null || row.state === 'removed' || client === undefined) return { kind: 'gone' };
  const account = await inspect(client, token);
  if (account.kind !== 'ok') return account;
  const profile = account.value.profiles.find((each) => each.profileId === row.profileId);
  // Of another user the sealed record's identity would not fit either.
  if (profile === undefined || account.value.userId !== row.wiseUserId) return { kind: 'other' };
  const { environment, wiseUserId, profileId } = row;
  return ctx.database.db.$transaction(async (tx) => {
    const proof = await asker.authorise(tx);
    const changed = await tx.$executeRaw`
      UPDATE public.personal_tokens SET state = 'active', refused_at = NULL, rotated_at = now(), last_checked_at = now(),
        profile_name = ${profile.name}, country = ${profile.country}
      WHERE id = ${id}::uuid AND state <> 'removed'`;
    if (changed === 0) return { kind: 'gone' };
    await storeToken(tx, ctx, { id, environment, wiseUserId, profileId }, token);
    await audit(tx, 'personal_token.rotated', { id, environment, actor: asker.actor, proof });
    await clearWhenNoneIsRefused(tx, ctx, environment);
    return { kind: 'kept', id, profile };
  });
}

/** Erased here for good; at Wise only its owner's settings page ends it. */
export async function removePersonalToken(
  ctx: VaultContext,
  { id, asker }: { id: string; asker: Asker },
): Promise<boolean> {
  return ctx.database.db.$transaction(async (tx) => {
    const proof = await asker.authorise(tx);
    const [row] = await tx.$queryRaw<{ environment: Environment }[]>`
      UPDATE public.personal_tokens SET state = 'removed', removed_at = now()
      WHERE id = ${id}::uuid AND state <> 'removed' RETURNING environment::text AS environment`;
    if (row === undefined) return false;
    await tx.$executeRaw`DELETE FROM vault.personal_token_values WHERE personal_token_id = ${id}::uuid`;
    await audit(tx, 'personal_token.removed', { id, ...row, actor: asker.actor, proof });
    await clearWhenNoneIsRefused(tx, ctx, row.environment);
    return true;
  });
}

/** Asks Wise whether the stored token still works; a 401 marks it as refused. */
export async function checkPersonalToken(ctx: VaultContext, id: string): Promise<Kept> {
  const vended = await vendPersonal(ctx, id, 'check');
  const client = ctx.wise.ofEnvironment(vended?.environment);
  if (vended === undefined || client === undefined) return { kind: 'gone' };
  await ctx.recordAccess({
    ...{ connectionId: id, version: vended.version, purpose: 'check', apiKeyId: '' },
    ...{ requestId: 'personal-token', network: undefined },
  });
  const account = await inspect(client, vended.token);
  if (account.kind === 'failed' && account.why === 'refused') await markPersonalRefused(ctx, vended);
  if (account.kind !== 'ok') return account;
  const profile = account.value.profiles.find((each) => each.profileId === vended.profileId);
  if (profile === undefined) return { kind: 'choose', profiles: account.value.profiles };
  await ctx.database.db.personalToken.updateMany({ where: { id }, data: { lastCheckedAt: new Date() } });
  return { kind: 'kept', id, profile };
}

async function inspect(
  client: WiseClient,
  token: Secret,
): Promise<{ kind: 'ok'; value: OwnAccount } | Extract<Kept, { kind: 'failed' }>> {
  const account = await readOwnAccount(client, token);
  if (account.kind === 'ok') return account;
  if (account.kind === 'unauthorised') return { kind: 'failed', why: 'refused' };
  return { kind: 'failed', why: account.kind === 'unavailable' ? 'unavailable' : 'not_allowed' };
}

/** A business account's only business profile needs no name: that is what such a token is for. */
function choose(profiles: readonly Profile[], profileId: string | undefined): Profile | undefined {
  if (profileId !== undefined) return profiles.find((each) => each.profileId === profileId);
  const businesses = profiles.filter(({ type }) => type === 'business');
  const candidates = businesses.length > 0 ? businesses : profiles;
  return candidates.length === 1 ? candidates[0] : undefined;
}

async function clearWhenNoneIsRefused(tx: Tx, ctx: VaultContext, environment: Environment): Promise<void> {
  const refused = await tx.personalToken.count({ where: { environment, state: 'refused' } });
  if (refused === 0) await clearAlarm(tx, ctx, 'personal_token_refused', environment);
}

type Audited = { id: string; environment: Environment; actor: Actor; proof: { passkeyId?: string } };

function audit(
  tx: Tx,
  action: 'personal_token.added' | 'personal_token.rotated' | 'personal_token.removed',
  { id, environment, actor, proof }: Audited,
): Promise<bigint> {
  return appendAudit(tx, { action, actor, environment, detail: { personalTokenId: id, ...proof } });
}
