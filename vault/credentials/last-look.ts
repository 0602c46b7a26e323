import { appendAudit } from '#lib/audit/append';
import type { VaultContext } from '#vault/runtime/context';
import type { MadeBy } from '#vault/wise/clients';
import type { Verdict } from './decide-secret';

/** What a vault found out last of a client's secrets. Fingerprints, not secrets. */
export type LastLook = {
  usedFingerprint: string;
  usedSince: Date;
  verdicts: Readonly<Record<string, Verdict>>;
  checkedAt: Date;
};

/** undefined: no vault with this client has asked Wise yet. */
export async function readLastLook(
  { database }: Pick<VaultContext, 'database'>,
  { environment, clientId }: MadeBy,
): Promise<LastLook | undefined> {
  const rows = await database.db.$queryRaw<LastLook[]>`
    SELECT used_fingerprint AS "usedFingerprint", used_since AS "usedSince", verdicts, checked_at AS "checkedAt"
    FROM vault.client_credentials
    WHERE environment = ${environment}::public.environment AND client_id = ${clientId}`;
  return rows[0];
}

/** An operator's word that the old secret is to be removed from the settings and at Wise. */
export async function recordOldToBeDropped(
  { database }: Pick<VaultContext, 'database'>,
  { environment, clientId }: MadeBy,
  { from, to, operator }: { from: string; to: string; operator: string },
): Promise<void> {
  await appendAudit(database.db, {
    action: 'client_secret.old_to_be_dropped',
    actor: { kind: 'operator', id: operator },
    environment,
    detail: { clientId, from, to },
  });
}
