import type { SessionClaim } from '#lib/contract/internal-api';
import type { InventoryOnTheWire } from '#lib/contract/inventory';
import { isAllowed } from '#lib/contract/people';
import { AppError } from '#lib/errors/app-error';
import { findCaller } from '#vault/connections/caller';
import { type Holder, readHolders } from '#vault/ring-keys/holders';
import { type RingKeyRow, readRingKeys } from '#vault/ring-keys/ring-key-row';
import type { VaultContext } from '#vault/runtime/context';
import { describeClient } from './describe-client';
import { describeEndingKeys } from './ending-keys';
import { describeListeners } from './listeners';
import { describeSettings } from './settings';

/**
 * What proves who we are, and when each of it ends, for any staff role. Names, states and times: no value is in it. Asks
 * nobody outside: it is what the vaults found out last.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN
 */
export async function readInventory(
  ctx: VaultContext,
  { session }: { session: SessionClaim },
): Promise<InventoryOnTheWire> {
  const caller = await findCaller(ctx, session);
  if (caller.audience !== 'staff' || !isAllowed(caller.session.role, 'view')) {
    throw new AppError('FORBIDDEN', { log: 'only staff may read the inventory' });
  }
  const { db } = ctx.database;
  const [clients, holders, rows, apiKeys] = await Promise.all([
    Promise.all(ctx.wise.all.map((client) => describeClient(ctx, client))),
    readHolders(db),
    readRingKeys(db),
    describeEndingKeys(ctx),
  ]);
  return {
    clients,
    vaults: holders.length,
    ringKeys: describeRingKeys(ctx, rows, holders),
    root: { provider: ctx.rootKeys.wrapping?.name ?? null, health: rootHealth(ctx, holders) },
    listeners: describeListeners(ctx),
    settings: describeSettings(ctx),
    apiKeys,
  };
}

function describeRingKeys(
  { ring }: Pick<VaultContext, 'ring'>,
  rows: readonly RingKeyRow[],
  holders: readonly Holder[],
): InventoryOnTheWire['ringKeys'] {
  const heldBy = (id: string) => holders.filter(({ held }) => held.includes(id)).length;
  const hasActive = rows.some(({ state }) => state === 'active');
  const known = new Set(rows.map(({ id }) => id));
  const own = [...ring.keys.keys()].flatMap((id, at) => {
    if (known.has(id)) return [];
    const state = at === 0 && !hasActive ? ('active' as const) : ('decrypt_only' as const);
    return [
      { id, state, source: 'settings' as const, since: null, isCompromised: false, heldBy: heldBy(id) },
    ];
  });
  return [
    ...own,
    ...rows.map((row) => ({
      id: row.id,
      state: row.state,
      source: 'database' as const,
      since: (row.destroyedAt ?? row.retiredAt ?? row.activatedAt ?? row.createdAt).toISOString(),
      isCompromised: row.compromisedAt !== null,
      heldBy: heldBy(row.id),
    })),
  ];
}

/** What the vaults noted: the service itself is not asked for a page. */
function rootHealth(
  { rootKeys }: Pick<VaultContext, 'rootKeys'>,
  holders: readonly Holder[],
): InventoryOnTheWire['root']['health'] {
  if (rootKeys.wrapping === undefined) return 'none';
  if (holders.some(({ root }) => root === 'away')) return 'away';
  return holders.some(({ root }) => root === 'works') ? 'works' : 'unknown';
}
