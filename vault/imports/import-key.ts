import { appendAudit } from '#lib/audit/append';
import { Secret } from '#lib/log/secret';
import { readUuid } from '#lib/text/uuid';
import { openOrTell } from '#vault/alarms/unopened-record';
import { newDataKey, open, type RecordContext, seal, unwrapDataKey } from '#vault/keys/sealed-record';
import { sealedTable } from '#vault/keys/sealed-table';
import type { VaultContext } from '#vault/runtime/context';
import { kidOf } from '../jose/compact';
import { decrypt } from '../jose/encrypt';
import { importOwnKey } from '../jose/import-keys';
import { makeKey } from '../jose/make-key';

/** How long a key can be used at most: a private key that is gone opens no file that somebody kept. */
export const MOST_KEY_DAYS = 30;

const recordContext = (id: string): RecordContext => ({
  // a key is of no environment: its files name one for each grant
  environment: 'production',
  clientId: '',
  customerId: '',
  subject: { kind: 'import_key', id },
  wiseUserId: '',
  profileId: '',
  field: 'import_key',
  version: 1n,
});

/** What the partner seals with: a JWK without its private part. */
export type ImportKey = { id: string; publicKey: Record<string, string>; endsAt: Date };

/** Makes a key for so many days. Its private half stays in the vault, sealed, and leaves it in no form. */
export async function makeImportKey(
  ctx: Pick<VaultContext, 'database' | 'ring'>,
  { days, operator }: { days: number; operator: string },
): Promise<ImportKey> {
  const { kid: id, text } = await makeKey('RSA-OAEP-256');
  const { n, e } = JSON.parse(text) as { n: string; e: string };
  const publicKey = { kty: 'RSA', alg: 'RSA-OAEP-256', use: 'enc', kid: id, n, e };
  const { keyId, wrappedKey, dataKey } = newDataKey(ctx.ring);
  const sealed = seal(dataKey, recordContext(id), new Secret(text));
  return ctx.database.db.$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<{ endsAt: Date }[]>`
      INSERT INTO vault.import_keys (id, public_key, key_id, wrapped_key, private_key, ends_at)
      VALUES (${id}::uuid, ${JSON.stringify(publicKey)}::jsonb, ${keyId}, ${wrappedKey}, ${sealed},
        now() + ${days}::int * interval '1 day')
      RETURNING ends_at AS "endsAt"`;
    if (row === undefined) throw new Error('the key was not stored');
    const actor = { kind: 'operator', id: operator } as const;
    await appendAudit(tx, { action: 'import_key.made', actor, detail: { keyId: id, days } });
    return { id, publicKey, endsAt: row.endsAt };
  });
}

/** A file that was sealed for one of our keys, opened; or why it does not open. */
export type Opened =
  | { kind: 'opened'; plaintext: Uint8Array }
  /** Its key is not ours, has ended, or was erased. */
  | { kind: 'no_key' }
  /** No JWE of the one form that is taken, or changed on its way. */
  | { kind: 'not_sealed' };

/** @throws AppError RECORD_REFUSED, KEY_UNKNOWN, each after its alarm, where the private key itself does not open. */
export async function openFile(ctx: VaultContext, text: string): Promise<Opened> {
  const id = readUuid(kidOf(text) ?? '');
  const privateKey = id === undefined ? undefined : await readPrivateKey(ctx, id);
  const opened = await decrypt(text, (kid) => (kid === id ? privateKey : undefined));
  if (opened.kind === 'ok') return { kind: 'opened', plaintext: opened.value };
  return { kind: opened.reason === 'key' ? 'no_key' : 'not_sealed' };
}

async function readPrivateKey(ctx: VaultContext, id: string): Promise<CryptoKey | undefined> {
  const [row] = await ctx.database.db.$queryRaw<
    { keyId: string; wrappedKey: Uint8Array; privateKey: Uint8Array }[]
  >`
    SELECT key_id AS "keyId", wrapped_key AS "wrappedKey", private_key AS "privateKey" FROM vault.import_keys
    WHERE id = ${id}::uuid AND ends_at > now()`;
  if (row === undefined) return undefined;
  const record = { environment: null, name: { importKeyId: id }, what: 'the key of an import' };
  const text = await openOrTell(ctx, record, () =>
    open(unwrapDataKey(ctx.ring, row.keyId, row.wrappedKey), recordContext(id), row.privateKey),
  );
  const named = { kid: id, use: 'enc', alg: 'RSA-OAEP-256', notBefore: null, notAfter: null } as const;
  return (await importOwnKey({ ...named, format: 'jwk', text }))?.privateKey;
}

/** The keys that can still be used; those that have ended are erased by the sweep (`lib/retention`). */
export function listImportKeys({
  database,
}: Pick<VaultContext, 'database'>): Promise<Omit<ImportKey, 'publicKey'>[]> {
  return database.db.importKey.findMany({
    where: { endsAt: { gt: new Date() } },
    orderBy: { createdAt: 'desc' },
    select: { id: true, endsAt: true },
  });
}

/** The keys as a table of sealed records. */
export const sealedImportKeys = sealedTable<{ id: string }>({
  name: 'vault.import_keys',
  id: 'id',
  sealed: ['private_key'],
  update: 'UPDATE vault.import_keys AS t SET',
  identity: 't.id::text AS id FROM vault.import_keys AS t',
  contextOf: ({ id }) => recordContext(id),
});
