import type { IncidentResult, IncidentStep } from '#lib/contract/incidents';
import type { Tx } from '#lib/db/client';
import { Prisma } from '#lib/db/generated/client';
import { SEALED_TABLES } from '#vault/rewrap/sealed-tables';
import type { VaultContext } from '#vault/runtime/context';
import { type OpenIncident, readSteps } from './incident-row';

/** What contradicts that a step was done, as far as the vault itself can see it; undefined: nothing. */
export async function whyNotDone(
  { ring }: Pick<VaultContext, 'ring'>,
  tx: Tx,
  incident: OpenIncident,
  step: IncidentStep,
): Promise<IncidentResult | undefined> {
  if (step === 'client_secret') return (await isSecretOld(tx, incident)) ? 'same_secret' : undefined;
  if (step === 'ring_key') return (await isKeyOld(tx, incident, ring.primary)) ? 'same_key' : undefined;
  if (step === 'refresh') return (await isRefreshed(tx, incident)) ? undefined : 'not_refreshed';
  return undefined;
}

/** The vault itself does this step: a walk over all grants found nobody left. */
async function isRefreshed(tx: Tx, { id }: OpenIncident): Promise<boolean> {
  const refresh = (await readSteps(tx, id)).find(({ step }) => step === 'refresh');
  return refresh !== undefined && refresh.state !== 'running' && refresh.total === refresh.done;
}

/** A client of ours still uses the secret that it used when the incident was placed. */
async function isSecretOld(tx: Tx, { scope, value, placedAt }: OpenIncident): Promise<boolean> {
  const environment = scope === 'environment' ? value : null;
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM vault.client_credentials WHERE used_since <= ${placedAt}::timestamptz
      AND coalesce(environment = ${environment}::public.environment, true) LIMIT 1`;
  return rows.length > 0;
}

/** Records are still under the key of the incident; or, where it names none, the primary key is from before it. */
async function isKeyOld(tx: Tx, incident: OpenIncident, primary: string): Promise<boolean> {
  if (incident.scope === 'ring_key') return isSealedWith(tx, incident.value ?? '');
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM vault.ring_keys WHERE id = ${primary} AND coalesce(activated_at, created_at) > ${incident.placedAt}::timestamptz`;
  return rows.length === 0;
}

/** Of whatever table: tokens of accounts of ours, and the partner's secrets, are sealed too. */
async function isSealedWith(tx: Tx, keyId: string): Promise<boolean> {
  for (const { keys } of SEALED_TABLES) {
    const rows = await tx.$queryRaw<{ keyId: string }[]>(Prisma.raw(keys));
    if (rows.some((row) => row.keyId === keyId)) return true;
  }
  return false;
}
