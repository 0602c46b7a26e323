import { setTimeout as pause } from 'node:timers/promises';
import { done, type Result, refused } from '#cli/place';
import { startRun } from '#vault/rewrap/start-run';
import { activateKey } from '#vault/ring-keys/activate-key';
import { type Added, addKey, importKey } from '#vault/ring-keys/add-key';
import { destroyKey, RETIRED_MINUTES } from '#vault/ring-keys/destroy-key';
import { loadRing } from '#vault/ring-keys/load-ring';
import { retireKey } from '#vault/ring-keys/retire-key';
import { readRingKeys } from '#vault/ring-keys/ring-key-row';
import type { VaultContext } from '#vault/runtime/context';
import { replacedText } from './rewrap';

const PAUSE_MS = 500;
const STATUS = 'npm run keys -- status';

export async function add(
  ctx: VaultContext,
  { id, isImport, operator }: { id: string | undefined; isImport: boolean; operator: string },
): Promise<Result> {
  const added =
    isImport && id !== undefined
      ? await importKey(ctx, { id, operator })
      : await addKey(ctx, id === undefined ? { operator } : { id, operator });
  return added.kind === 'added'
    ? done(`${added.id} is in the database (${added.state}). ${STATUS} says which vaults hold it.`)
    : refused(whyNotAdded(added));
}

function whyNotAdded(added: Exclude<Added, { kind: 'added' }>): string {
  switch (added.kind) {
    case 'no_root':
      return 'There is no root key here: set one up first (docs/runbooks/keys.md).';
    case 'vaults_without_root':
      return `These vaults have no root key and could not open it: ${added.owners.join(', ')}. Set it there and restart them first.`;
    case 'root_away':
      return `The root key provider ${added.provider} cannot be used now. Nothing was changed.`;
    case 'exists':
      return `The database has a ring key ${added.id} already.`;
    case 'not_in_settings':
      return `VAULT_KEYS has no key ${added.id}.`;
  }
}

/** Adds a key where none is given, waits until every live vault has opened it, and makes it the one that seals. */
export async function rotate(
  ctx: VaultContext,
  { id, operator, withinMs }: { id: string | undefined; operator: string; withinMs: number },
): Promise<Result> {
  const rows = await readRingKeys(ctx.database.db);
  const expected = rows.find(({ state }) => state === 'active')?.id;
  let to = id ?? rows.findLast(({ state }) => state === 'pre_active')?.id;
  if (to === undefined) {
    const added = await addKey(ctx, { operator });
    if (added.kind !== 'added') return refused(whyNotAdded(added));
    to = added.id;
  }
  const order = { id: to, expected, operator };
  const outcome = await until(
    () => activateKey(ctx, order),
    ({ kind }) => kind !== 'not_held',
    withinMs,
  );
  switch (outcome.kind) {
    case 'activated': {
      // not by a ring that is loaded anew: it is done, and the root key provider may have gone away
      const started = await startRun(
        { database: ctx.database, ring: { primary: to } },
        { isReencryption: false, actorId: operator },
      );
      return done(
        `${to} seals new records now${outcome.previous === undefined ? '' : `; ${outcome.previous} only opens`}. The vaults move the other records to it: ${STATUS} says how far they are.${started.kind === 'started' ? replacedText(started.replaced, { isReencryption: false }) : ''}`,
      );
    }
    case 'not_held':
      return refused(
        `${to} is not active yet: these vaults have not opened it: ${outcome.owners.join(', ')}. Their logs say why. Then run this again.`,
      );
    case 'overtaken':
      return refused(
        `Somebody else made ${outcome.active ?? 'no key'} active meanwhile: ${to} is in the database and not active.`,
      );
    case 'unknown':
      return refused(`The database has no ring key ${to}.`);
    case 'unfit':
      return refused(`${to} cannot become active: it is ${outcome.why}.`);
  }
}

export async function retire(
  ctx: VaultContext,
  order: { id: string; isCompromised: boolean; operator: string },
): Promise<Result> {
  const outcome = await retireKey(ctx, order);
  const mark = 'isCompromised' in outcome && outcome.isCompromised ? ' It is marked as compromised.' : '';
  switch (outcome.kind) {
    case 'retired':
      return done(`${order.id} only opens.${mark}`);
    case 'active':
      // the first step of the runbook: the mark is what was asked for
      return order.isCompromised
        ? done(
            `${order.id} is marked as compromised. It still seals new records: now npm run keys -- rotate makes another one active, then npm run keys -- rewrap --re-encrypt.`,
          )
        : refused(
            `${order.id} seals new records; nothing was changed. npm run keys -- rotate makes another one active.${mark}`,
          );
    case 'unknown':
      return refused(
        ctx.ring.keys.has(order.id)
          ? `${order.id} is in VAULT_KEYS, not in the database. It moves there first: npm run keys -- add --import ${order.id} (docs/runbooks/keys.md).`
          : `The database has no ring key ${order.id}: npm run keys -- list`,
      );
    case 'destroyed':
      return refused(`${order.id} is destroyed.`);
  }
}

/** @param confirmed the id, typed a second time. */
export async function destroy(
  ctx: VaultContext,
  { id, confirmed, operator }: { id: string; confirmed: string | undefined; operator: string },
): Promise<Result> {
  if (confirmed !== id)
    return refused(`This cannot be undone. To destroy ${id}: npm run keys -- destroy ${id} --yes ${id}`);
  await loadRing(ctx);
  const outcome = await destroyKey(ctx, { id, operator });
  switch (outcome.kind) {
    case 'destroyed':
      return done(
        `${id} is destroyed. Copies in backups are as safe as the root key (docs/runbooks/keys.md).`,
      );
    case 'unknown':
      return refused(`The database has no ring key ${id}.`);
    case 'already':
      return refused(`${id} is destroyed already.`);
    case 'not_retired':
      return refused(`${id} is not retired: rotate to another key, or npm run keys -- retire ${id}.`);
    case 'too_early':
      return refused(
        `${id} was retired at ${outcome.retiredAt.toISOString()}: it can be destroyed ${RETIRED_MINUTES} minutes later, because an approval under way may still use it.`,
      );
    case 'in_use':
      return refused(`${outcome.records} records are sealed under ${id}: npm run keys -- rewrap moves them.`);
    case 'held':
      return refused(`These vaults seal with ${id} or have it in VAULT_KEYS: ${outcome.owners.join(', ')}.`);
    case 'root_away':
      return refused('The root key provider cannot be used now: the audit key of it could not be kept.');
  }
}

/** Asks again until the answer is good, or the time is over; gives the last answer. */
async function until<Answer>(
  ask: () => Promise<Answer>,
  isGood: (answer: Answer) => boolean,
  withinMs: number,
): Promise<Answer> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (isGood(answer) || performance.now() >= deadline) return answer;
    await pause(PAUSE_MS);
  }
}
