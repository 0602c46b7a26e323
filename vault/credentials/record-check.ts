import { appendAudit } from '#lib/audit/append';
import type { Tx } from '#lib/db/client';
import { rawOverPool } from '#lib/db/raw-over-pool';
import type { VaultContext } from '#vault/runtime/context';
import type { MadeBy } from '#vault/wise/clients';
import type { Verdict } from './decide-secret';

/** By fingerprint. */
export type Verdicts = Readonly<Record<string, Verdict>>;

type Row = { usedFingerprint: string };

/** What the last look found. The last vault that looked wins; which secret is in use is `recordUse`'s alone. */
export async function recordVerdicts(
  { database }: Pick<VaultContext, 'database'>,
  { environment, clientId }: MadeBy,
  verdicts: Verdicts,
): Promise<void> {
  await database.db.$executeRaw`
    UPDATE vault.client_credentials SET verdicts = ${JSON.stringify(verdicts)}::jsonb, checked_at = now()
    WHERE environment = ${environment}::public.environment AND client_id = ${clientId}`;
}

/**
 * Notes that this secret is in use, when it has worked. Several vaults find the same change out: the row's lock lets one of
 * them write the one audit row.
 *
 * @param slot under which name the settings have it.
 */
export async function recordUse(
  { database }: Pick<VaultContext, 'database'>,
  client: MadeBy,
  { fingerprint, slot }: { fingerprint: string; slot: string },
): Promise<void> {
  await database.db.$transaction(async (tx) => {
    const before = await lockRow(tx, client, fingerprint);
    if (before === undefined || before.usedFingerprint === fingerprint) return;
    const { environment, clientId } = client;
    await tx.$executeRaw`
      UPDATE vault.client_credentials SET used_fingerprint = ${fingerprint}, used_since = now()
      WHERE environment = ${environment}::public.environment AND client_id = ${clientId}`;
    await appendAudit(tx, {
      action: 'client_secret.switched',
      actor: { kind: 'system', id: 'vault' },
      environment,
      detail: { clientId, slot, from: before.usedFingerprint, to: fingerprint },
    });
  });
}

/** The row as it was; undefined when this call made it, which is no change of anything. */
async function lockRow(
  tx: Tx,
  { environment, clientId }: MadeBy,
  fingerprint: string,
): Promise<Row | undefined> {
  const made = await tx.$executeRaw`
    INSERT INTO vault.client_credentials (environment, client_id, used_fingerprint)
    VALUES (${environment}::public.environment, ${clientId}, ${fingerprint}) ON CONFLICT DO NOTHING`;
  if (made === 1) return undefined;
  const rows = await tx.$queryRaw<Row[]>`
    SELECT used_fingerprint AS "usedFingerprint" FROM vault.client_credentials
    WHERE environment = ${environment}::public.environment AND client_id = ${clientId} FOR UPDATE`;
  return rows[0];
}

/**
 * The secret that was in use when a vault looked last; undefined when none ever has. Over the pool: the start waits for this, and
 * would wait for Prisma's compiler too.
 */
export async function readUsedFingerprint(
  { database }: Pick<VaultContext, 'database'>,
  { environment, clientId }: MadeBy,
): Promise<string | undefined> {
  const rows = await rawOverPool(database.pool).$queryRaw<Row[]>`
    SELECT used_fingerprint AS "usedFingerprint" FROM vault.client_credentials
    WHERE environment = ${environment}::public.environment AND client_id = ${clientId}`;
  return rows[0]?.usedFingerprint;
}
