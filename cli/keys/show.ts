import { done, type Result, refused } from '#cli/place';
import { isKnown } from '#vault/holds/hold-row';
import { readLatestRun } from '#vault/rewrap/run-row';
import { countByKey } from '#vault/rewrap/sealed-tables';
import { readExposure } from '#vault/ring-keys/exposure';
import { type Holder, readHolders } from '#vault/ring-keys/holders';
import { type RingKeyRow, readRingKeys } from '#vault/ring-keys/ring-key-row';
import type { VaultContext } from '#vault/runtime/context';
import { rewrapLines } from './rewrap';

/** Every ring key, its state and its age. Opens none, so it works while the root key provider is away. */
export async function list(ctx: VaultContext, { isJson }: { isJson: boolean }): Promise<Result> {
  const keys = await describeKeys(ctx);
  return done(
    isJson
      ? JSON.stringify({ keys }, null, 2)
      : keys.map(line).join('\n') || 'There is no ring key: npm run keys -- add',
  );
}

/** The same with records, the vaults that hold each, the root key, and the latest moving of records. */
export async function status(ctx: VaultContext, { isJson }: { isJson: boolean }): Promise<Result> {
  const [keys, holders] = [await describeKeys(ctx), await readHolders(ctx.database.db)];
  const root = { provider: ctx.rootKeys.wrapping?.name ?? null, health: await ctx.rootKeys.health() };
  const vaults = holders.map(({ owner, sealsWith, root: health, seenAt }) => ({
    owner,
    sealsWith,
    root: health,
    seenAt,
  }));
  if (isJson) {
    const rewrap = (await readLatestRun(ctx.database.pool)) ?? null;
    return done(JSON.stringify({ keys, vaults, root, rewrap }, null, 2));
  }
  const about = (key: Described) =>
    `${line(key)}; ${key.records} records; held by ${key.heldBy.length} of ${holders.length} vaults`;
  return done(
    [
      ...keys.map(about),
      ...vaults.map(
        (vault) =>
          `vault ${vault.owner}: seals with ${vault.sealsWith ?? 'nothing yet'}; root key: ${vault.root ?? 'not asked yet'}`,
      ),
      `root key here: ${root.provider ?? 'none'}${root.provider === null ? '' : `, ${root.health}`}`,
      ...(await rewrapLines(ctx)),
    ].join('\n'),
  );
}

/** Whose tokens a key opened in a copy of the database made in that time, and what that cannot say. */
export async function exposure(
  ctx: VaultContext,
  order: { id: string; from: Date; to: Date; isJson: boolean },
): Promise<Result> {
  const found = await readExposure(ctx, order);
  const isHere = (await describeKeys(ctx)).some(({ id }) => id === order.id);
  // in a breach a mistyped id must not read as "nothing was reached"
  if (!isHere && !(await isKnown(ctx.database.db, { scope: 'ring_key', value: order.id })))
    return refused(
      `No key here is called ${order.id}, and no record was ever noted under it. Check the id: npm run keys -- list`,
    );
  if (order.isJson) return done(JSON.stringify(found, null, 2));
  return done(
    [
      ...(isHere ? [] : [`No key here is called ${order.id} now; what follows was noted while it was.`]),
      `${found.connectionIds.length} connections had records under ${order.id} between ${order.from.toISOString()} and ${order.to.toISOString()}:`,
      ...found.connectionIds.map((each) => `  ${each}`),
      `besides: ${found.exchanges} exchanges without a connection, ${found.registrationCodes} registration codes, ${found.personalTokens} personal tokens of the partner`,
      'It says what a copy of the database made in that time shows to who has the key; not whether anybody looked.',
      'Not in it: older backups, whose records the key opens at any time; tokens whose data key was opened then and only re-wrapped since (rewrap --re-encrypt ends that); one-time tokens of approvals.',
      found.notedSince === null
        ? 'Nothing was noted yet but what had its key before noting began.'
        : `Noted since ${found.notedSince.toISOString()} at the latest; of earlier times only what still had the key then.`,
    ].join('\n'),
  );
}

type Described = {
  id: string;
  state: RingKeyRow['state'];
  source: 'database' | 'VAULT_KEYS';
  root: string | null;
  since: string | null;
  isCompromised: boolean;
  records: number;
  heldBy: string[];
};

async function describeKeys(ctx: VaultContext): Promise<Described[]> {
  const rows = await readRingKeys(ctx.database.db);
  const holders = await readHolders(ctx.database.db);
  const counts = await countByKey(ctx.database.pool);
  const about = (id: string) => ({
    records: counts.filter(({ keyId }) => keyId === id).reduce((sum, { count }) => sum + count, 0),
    heldBy: holders.filter((vault: Holder) => vault.held.includes(id)).map(({ owner }) => owner),
  });
  const known = new Set(rows.map(({ id }) => id));
  const hasActive = rows.some(({ state }) => state === 'active');
  const own = [...ctx.ring.keys.keys()].map((id, at): Described => {
    const state = at === 0 && !hasActive ? 'active' : 'decrypt_only';
    return { id, state, source: 'VAULT_KEYS', root: null, since: null, isCompromised: false, ...about(id) };
  });
  return [
    ...own.filter(({ id }) => !known.has(id)),
    ...rows.map((row): Described => {
      const since = row.destroyedAt ?? row.retiredAt ?? row.activatedAt ?? row.createdAt;
      const root = `${row.rootProvider} ${row.rootKeyId}`;
      const isCompromised = row.compromisedAt !== null;
      return {
        id: row.id,
        state: row.state,
        source: 'database',
        root,
        since: since.toISOString(),
        isCompromised,
        ...about(row.id),
      };
    }),
  ];
}

function line({ id, state, source, root, since, isCompromised }: Described): string {
  const parts = [
    `${id}: ${state}${since === null ? '' : ` since ${since}`}`,
    root === null ? source : `wrapped by ${root}`,
  ];
  return [...parts, ...(isCompromised ? ['COMPROMISED'] : [])].join('; ');
}
