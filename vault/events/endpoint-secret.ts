import type { Tx } from '#lib/db/client';
import type { Environment } from '#lib/env/wise';
import { Secret } from '#lib/log/secret';
import { openOrTell } from '#vault/alarms/unopened-record';
import { randomId, randomText } from '#vault/keys/random';
import { newDataKey, open, type RecordContext, seal, unwrapDataKey } from '#vault/keys/sealed-record';
import { sealedTable } from '#vault/keys/sealed-table';
import type { VaultContext } from '#vault/runtime/context';

/** Whose secret it is; bound into the sealed record. */
type SecretIdentity = { id: string; endpointId: string; environment: Environment };

const recordContext = ({ id, endpointId, environment }: SecretIdentity): RecordContext => ({
  environment,
  clientId: '',
  customerId: '',
  subject: { kind: 'event_endpoint', id: `${endpointId}/${id}` },
  wiseUserId: '',
  profileId: '',
  field: 'event_secret',
  version: 1n,
});

/** As Standard Webhooks wants it: 24 to 64 random bytes in base64. */
const newSecret = (): Secret =>
  new Secret(`whsec_${Buffer.from(randomText(32), 'base64url').toString('base64')}`);

/** Makes a secret for an endpoint and keeps it sealed. It is shown once: to whoever asked for it. */
export async function addSecret(
  tx: Tx,
  { ring }: Pick<VaultContext, 'ring'>,
  { endpointId, environment }: Omit<SecretIdentity, 'id'>,
): Promise<Secret> {
  const id = randomId();
  const secret = newSecret();
  const { keyId, wrappedKey, dataKey } = newDataKey(ring);
  const sealed = seal(dataKey, recordContext({ id, endpointId, environment }), secret);
  await tx.$executeRaw`
    INSERT INTO vault.event_secrets (id, endpoint_id, key_id, wrapped_key, secret)
    VALUES (${id}::uuid, ${endpointId}::uuid, ${keyId}, ${wrappedKey}, ${sealed})`;
  return secret;
}

/**
 * The secrets that sign now, newest first: two while one is being replaced.
 *
 * @throws AppError RECORD_REFUSED, KEY_UNKNOWN, each after its alarm.
 */
export async function openSecrets(
  ctx: Pick<VaultContext, 'ring' | 'database' | 'log'>,
  { endpointId, environment }: Omit<SecretIdentity, 'id'>,
): Promise<Secret[]> {
  const rows = await ctx.database.db.$queryRaw<
    { id: string; keyId: string; wrappedKey: Uint8Array; secret: Uint8Array }[]
  >`
    SELECT id::text AS id, key_id AS "keyId", wrapped_key AS "wrappedKey", secret FROM vault.event_secrets
    WHERE endpoint_id = ${endpointId}::uuid AND coalesce(ends_at > now(), true) ORDER BY created_at DESC LIMIT 2`;
  const what = 'the secret of an event endpoint';
  return Promise.all(
    rows.map(({ id, keyId, wrappedKey, secret }) =>
      openOrTell(ctx, { environment, name: { endpointId, rowId: id }, what }, () =>
        open(
          unwrapDataKey(ctx.ring, keyId, wrappedKey),
          recordContext({ id, endpointId, environment }),
          secret,
        ),
      ),
    ),
  );
}

/** The secrets as a table of sealed records. */
export const sealedEventSecrets = sealedTable<SecretIdentity>({
  name: 'vault.event_secrets',
  id: 'id',
  sealed: ['secret'],
  update: 'UPDATE vault.event_secrets AS t SET',
  identity: `
    t.id::text AS id, t.endpoint_id::text AS "endpointId", e.environment::text AS environment
    FROM vault.event_secrets AS t JOIN vault.event_endpoints AS e ON e.id = t.endpoint_id`,
  contextOf: recordContext,
});
