import type { Tx } from '#lib/db/client';

/** A passkey as the check of a signature needs it. */
export type PasskeyRow = {
  id: string;
  credentialId: string;
  publicKey: Uint8Array<ArrayBuffer>;
  signCount: bigint;
};

/** The person's own passkey of this name, locked until the transaction ends: its counter must not be read twice. */
export async function lockPasskey(
  tx: Tx,
  staffId: string,
  credentialId: string,
): Promise<PasskeyRow | undefined> {
  const [row] = await tx.$queryRaw<PasskeyRow[]>`
    SELECT id, credential_id AS "credentialId", public_key AS "publicKey", sign_count AS "signCount"
    FROM vault.passkeys WHERE credential_id = ${credentialId} AND staff_id = ${staffId}::uuid FOR UPDATE`;
  return row;
}

export async function markPasskeyUsed(
  tx: Tx,
  passkeyId: string,
  { signCount, isBackedUp }: { signCount: number; isBackedUp: boolean },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE vault.passkeys SET sign_count = ${signCount}, is_backed_up = ${isBackedUp}, last_used_at = now()
    WHERE id = ${passkeyId}::uuid`;
}
