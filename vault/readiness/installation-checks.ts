import type { ReadinessCheck } from '#lib/contract/readiness';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';
import { MAX_TOKEN_BODY_BYTES } from '#vault/wise/token-request';
import { found } from './found';

/** Grants whose tokens are measured: a bound on the statement, not on what can be stored. */
const MEASURED_GRANTS = 1_000;
/** An answer of Wise's has both tokens in it. */
const NEAR_LIMIT_BYTES = MAX_TOKEN_BODY_BYTES / 4;
const FEWEST_ADMINS = 2;

type Size = { largest: number | null; measured: number };

/** The largest token that is stored, sealed, against what is read of Wise's answer: tokens grow (docs/wise.md 2.3). */
export async function checkTokenSize(ctx: VaultContext, { config }: WiseClient): Promise<ReadinessCheck> {
  const { environment, clientId } = config;
  const [size] = await ctx.database.db.$queryRaw<Size[]>`
    SELECT max(greatest(octet_length(access), octet_length(refresh))) AS largest, count(*)::int AS measured
    FROM (SELECT access, refresh FROM vault.grants
      WHERE environment = ${environment}::public.environment AND client_id = ${clientId}
      LIMIT ${MEASURED_GRANTS}::int) AS g`;
  const largest = size?.largest ?? null;
  const seen = {
    largest_stored_bytes: largest,
    tokens_measured: size?.measured,
    most_bytes: MAX_TOKEN_BODY_BYTES,
  };
  if (largest === null) return found('token_size', 'none', { most_bytes: MAX_TOKEN_BODY_BYTES });
  return found('token_size', largest > NEAR_LIMIT_BYTES ? 'near_limit' : 'fits', seen);
}

/** Alarms of this environment, and those that belong to both. */
export async function checkAlarms(
  { database }: VaultContext,
  { config }: WiseClient,
): Promise<ReadinessCheck> {
  const { environment } = config;
  const open = await database.db.alarm.findMany({
    where: { clearedAt: null, OR: [{ environment }, { environment: null }] },
    select: { code: true },
    orderBy: { code: 'asc' },
    take: 50,
  });
  if (open.length === 0) return found('alarms', 'none');
  return found('alarms', 'open', { open_alarms: open.map(({ code }) => code).join(', ') });
}

/** What two people have to do wants two admins with passkeys. */
export async function checkAdmins({ database }: VaultContext): Promise<ReadinessCheck> {
  const [row] = await database.db.$queryRaw<{ admins: number }[]>`
    SELECT count(*)::int AS admins FROM public.staff AS s
    WHERE s.role = 'admin' AND s.disabled_at IS NULL
      AND EXISTS (SELECT 1 FROM public.staff_passkeys AS k WHERE k.staff_id = s.id)`;
  const admins = row?.admins ?? 0;
  return found('admins', admins >= FEWEST_ADMINS ? 'enough' : 'few', { admins_with_passkey: admins });
}
