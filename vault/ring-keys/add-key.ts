import type { KeyObject } from 'node:crypto';
import { appendAudit } from '#lib/audit/append';
import type { Tx } from '#lib/db/client';
import { randomHex, randomKey } from '#vault/keys/random';
import type { RootKeyProvider } from '#vault/keys/root-key';
import type { VaultContext } from '#vault/runtime/context';
import { readHolders } from './holders';
import { lockRingKeys, type RingKeyState } from './ring-key-row';

export type Added =
  | { kind: 'added'; id: string; state: RingKeyState }
  /** This process has no root key to wrap it with. */
  | { kind: 'no_root' }
  /** These vaults have none, so they could not open it. */
  | { kind: 'vaults_without_root'; owners: string[] }
  | { kind: 'root_away'; provider: string; cause: unknown }
  | { kind: 'exists'; id: string }
  /** VAULT_KEYS has no such key. */
  | { kind: 'not_in_settings'; id: string };

type Parts = Pick<VaultContext, 'database' | 'ring' | 'rootKeys'>;
type Named = { id: string; operator: string };

/** Makes a new ring key, wrapped by the root key, pre-active: every live vault opens it before it can become active. */
export function addKey(
  ctx: Parts,
  { operator, id = newId() }: Partial<Named> & { operator: string },
): Promise<Added> {
  return store(ctx, {
    id,
    operator,
    key: randomKey(),
    action: 'ring_key.added',
    stateAmong: () => 'pre_active',
  });
}

/**
 * Moves a key of VAULT_KEYS into the database under its id, so that VAULT_KEYS can do without it. It stays what it was: active,
 * if it seals new records now, else decrypt-only.
 *
 * @param ctx its ring as VAULT_KEYS has it, without the database's keys.
 */
export async function importKey(ctx: Parts, { id, operator }: Named): Promise<Added> {
  const key = ctx.ring.keys.get(id);
  if (key === undefined) return { kind: 'not_in_settings', id };
  const [first] = ctx.ring.keys.keys();
  const stateAmong = (active: string | undefined) =>
    active === undefined && id === first ? 'active' : 'decrypt_only';
  return store(ctx, { id, operator, key, action: 'ring_key.imported', stateAmong });
}

type New = Named & {
  key: KeyObject;
  action: 'ring_key.added' | 'ring_key.imported';
  stateAmong: (active: string | undefined) => 'pre_active' | 'active' | 'decrypt_only';
};

async function store(
  { database, rootKeys }: Parts,
  { id, operator, key, action, stateAmong }: New,
): Promise<Added> {
  const root = rootKeys.wrapping;
  if (root === undefined) return { kind: 'no_root' };
  const without = (await readHolders(database.db)).filter((vault) => vault.root === 'none');
  if (without.length > 0) return { kind: 'vaults_without_root', owners: without.map(({ owner }) => owner) };
  let wrapped: Buffer;
  try {
    wrapped = await wrapAndProve(root, id, key);
  } catch (cause) {
    return { kind: 'root_away', provider: root.name, cause };
  }
  return database.db.$transaction(async (tx): Promise<Added> => {
    const rows = await lockRingKeys(tx);
    if (rows.some((row) => row.id === id)) return { kind: 'exists', id };
    const state = stateAmong(rows.find((row) => row.state === 'active')?.id);
    await insert(tx, { id, state, wrapped, root });
    await appendAudit(tx, {
      action,
      actor: { kind: 'operator', id: operator },
      detail: { ringKey: id, state, rootProvider: root.name, rootKey: root.rootKeyId },
    });
    return { kind: 'added', id, state };
  });
}

async function insert(
  tx: Tx,
  row: { id: string; state: RingKeyState; wrapped: Buffer; root: RootKeyProvider },
): Promise<void> {
  const now = new Date();
  await tx.ringKey.create({
    data: {
      id: row.id,
      state: row.state,
      wrapped: new Uint8Array(row.wrapped),
      rootProvider: row.root.name,
      rootKeyId: row.root.rootKeyId,
      activatedAt: row.state === 'active' ? now : null,
      retiredAt: row.state === 'decrypt_only' ? now : null,
    },
  });
}

/** What nobody could open again is not stored. */
export async function wrapAndProve(root: RootKeyProvider, id: string, key: KeyObject): Promise<Buffer> {
  const wrapped = await root.wrap(id, key);
  const opened = await root.unwrap(id, wrapped, root.rootKeyId);
  if (!opened.equals(key)) throw new Error('the root key provider opens another key than it wrapped');
  return wrapped;
}

function newId(): string {
  return `r${new Date().toISOString().slice(0, 10).replaceAll('-', '')}-${randomHex(3)}`;
}
