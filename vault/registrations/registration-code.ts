import type { Tx } from '#lib/db/client';
import type { Environment } from '#lib/env/wise';
import { Secret } from '#lib/log/secret';
import { openOrTell } from '#vault/alarms/unopened-record';
import { randomText } from '#vault/keys/random';
import { newDataKey, open, type RecordContext, seal, unwrapDataKey } from '#vault/keys/sealed-record';
import { sealedTable } from '#vault/keys/sealed-table';
import type { VaultContext } from '#vault/runtime/context';

/** Whose code it is; bound into the sealed record, so that one cannot be used for another customer or user. */
export type CodeIdentity = { id: string; environment: Environment; clientId: string; customerId: string };

type SealedCode = { version: bigint; keyId: string; wrappedKey: Uint8Array; code: Uint8Array };

/** 256 random bits as 43 characters: Wise wants 32 characters at least, as random as a password (docs/wise.md 7.3). */
const CODE_BYTES = 32;

const recordContext = (identity: CodeIdentity, version: bigint): RecordContext => ({
  environment: identity.environment,
  clientId: identity.clientId,
  customerId: identity.customerId,
  subject: { kind: 'registration', id: identity.id },
  wiseUserId: '',
  profileId: '',
  field: 'registration_code',
  version,
});

/** Makes a code and stores it sealed, in the transaction that reserves its registration. */
export async function storeNewCode(
  tx: Tx,
  ctx: Pick<VaultContext, 'ring'>,
  identity: CodeIdentity,
): Promise<void> {
  const { keyId, wrappedKey, dataKey } = newDataKey(ctx.ring);
  const sealed = seal(dataKey, recordContext(identity, 1n), new Secret(randomText(CODE_BYTES)));
  await tx.$executeRaw`
    INSERT INTO vault.registration_codes (registration_id, version, key_id, wrapped_key, code)
    VALUES (${identity.id}::uuid, 1, ${keyId}, ${wrappedKey}, ${sealed})`;
}

/**
 * The code of an open registration, for the length of one call.
 *
 * @returns undefined when it was erased.
 * @throws AppError RECORD_REFUSED, KEY_UNKNOWN, each after its alarm.
 */
export async function openCode(
  ctx: Pick<VaultContext, 'ring' | 'database' | 'log'>,
  identity: CodeIdentity,
): Promise<Secret | undefined> {
  const [row] = await ctx.database.db.$queryRaw<SealedCode[]>`
    SELECT version, key_id AS "keyId", wrapped_key AS "wrappedKey", code FROM vault.registration_codes
    WHERE registration_id = ${identity.id}::uuid`;
  if (row === undefined) return undefined;
  const { id, environment } = identity;
  return openOrTell(ctx, { environment, name: { registrationId: id }, what: 'a registration code' }, () => {
    const dataKey = unwrapDataKey(ctx.ring, row.keyId, row.wrappedKey);
    return open(dataKey, recordContext(identity, row.version), row.code);
  });
}

/** The codes as a table of sealed records. */
export const sealedCodes = sealedTable<CodeIdentity & { version: string }>({
  name: 'vault.registration_codes',
  id: 'registration_id',
  sealed: ['code'],
  update: 'UPDATE vault.registration_codes AS t SET',
  identity: `
    t.version::text AS version, r.environment::text AS environment, r.client_id AS "clientId",
      r.customer_id AS "customerId"
    FROM vault.registration_codes AS t JOIN public.wise_registrations AS r ON r.id = t.registration_id`,
  contextOf: (row) => recordContext(row, BigInt(row.version)),
});
