import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '#lib/env/wise';
import { sha256Hex } from '#lib/hash/sha256';
import type { Secret } from '#lib/log/secret';
import type { VaultContext } from '#vault/runtime/context';
import { maxInFlightMs } from '#vault/runtime/deadlines';
import { acceptImport } from './accept-import';
import { type Begun, beginImport } from './begin-import';
import { checkRow } from './check-row';
import { type Opened, openFile } from './import-key';
import { findWork, type ImportRow, openRow, refuseRow } from './import-row';
import { listRefused, type RefusedRow } from './list-refused';
import { type FileRow, type Problem, readRows } from './read-rows';
import { type Obstacle, refreshRow } from './refresh-row';

export type ImportOutcome =
  | Exclude<Opened, { kind: 'opened' }>
  | Exclude<Begun, { kind: 'begun' }>
  /** Nothing of it was stored. */
  | { kind: 'malformed'; problems: Problem[] }
  | { kind: 'accepted'; importId: string; connections: number }
  /** No connection was made. What Wise gave for the other rows is kept for the next file that has them. */
  | { kind: 'refused'; importId: string; rows: RefusedRow[] }
  /** The same: the same file goes on from here. */
  | { kind: 'waits'; importId: string; why: Obstacle; retryAfterSeconds: number };

export type Asked = {
  file: string;
  operator: string;
  /** Told how many of how many grants are checked, after each few. */
  tell?: (checked: number, of: number) => void;
};

/** A round is repeated when something changed before it was accepted; that does not go on for long. */
const MAX_ROUNDS = 3;

/**
 * A file of grants, from its seal to its connections: every row's form, then every token at Wise and whose it is, then all
 * connections in one transaction. May be repeated with the same file after any crash, and with a corrected one.
 */
export async function runImport(ctx: VaultContext, asked: Asked): Promise<ImportOutcome> {
  const file = asked.file.trim();
  const opened = await openFile(ctx, file);
  if (opened.kind !== 'opened') return opened;
  const read = readRows(opened.plaintext);
  if ('problems' in read) return { kind: 'malformed', problems: read.problems };
  const { rows } = read;
  const begun = await beginImport(ctx, { file, rows, operator: asked.operator });
  if (begun.kind !== 'begun') return begun;
  const { importId } = begun;
  const run: Run = {
    ctx,
    importId,
    tokens: new Map(rows.map(({ refreshToken }) => [sha256Hex(refreshToken.reveal()), refreshToken])),
    dead: new Map(),
    steps: new Map(),
    tell: async () => asked.tell?.(await countChecked(ctx, importId), rows.length),
  };
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    // what is known to be wrong is told before anything is sent
    const known = await findEnd(ctx, importId, rows);
    if (known !== undefined) return known;
    const obstacle = await workThrough(run);
    if (obstacle !== undefined) return waits(ctx, importId, obstacle);
    const end = await findEnd(ctx, importId, rows);
    if (end !== undefined) return end;
    const accepted = await acceptImport(ctx, importId, asked.operator);
    if (accepted.kind === 'accepted') return { ...accepted, importId };
  }
  return waits(ctx, importId, 'answer_outstanding');
}

type Run = {
  ctx: VaultContext;
  importId: string;
  /** By the hash of the token as the file has it. */
  tokens: ReadonlyMap<string, Secret>;
  /** Rows whose access token Wise does not take: `once` before they are refreshed for it. */
  dead: Map<string, 'once' | 'renewed'>;
  steps: Map<string, number>;
  tell: () => Promise<void>;
};

function waits({ deadlines }: VaultContext, importId: string, why: Obstacle): ImportOutcome {
  const ms = why === 'answer_outstanding' ? maxInFlightMs(deadlines) : 60_000;
  return { kind: 'waits', importId, why, retryAfterSeconds: Math.ceil(ms / 1_000) };
}

/** What keeps the import from being accepted for good; or that another run of the same file has accepted it. */
async function findEnd(
  ctx: VaultContext,
  importId: string,
  rows: readonly FileRow[],
): Promise<ImportOutcome | undefined> {
  const refused = await listRefused(ctx, importId, rows);
  if (refused.length === 0) return undefined;
  const { endedAt, state, ...of } = await ctx.database.db.import.findUniqueOrThrow({
    where: { id: importId },
  });
  return state === 'accepted' && endedAt !== null
    ? { kind: 'accepted_before', importId, at: endedAt, rows: of.rows }
    : { kind: 'refused', importId, rows: refused };
}

const countChecked = ({ database }: VaultContext, importId: string): Promise<number> =>
  database.db.importRow.count({ where: { importId, state: 'checked' } });

const AT_ONCE = 8;
/** A row is refreshed, checked, perhaps refreshed and checked once more; the rest is for limits of Wise. */
const MAX_STEPS = 8;

/** Until nothing is left that can be done now. @returns what keeps the rest from being done. */
async function workThrough(run: Run): Promise<Obstacle | undefined> {
  const { ctx, importId } = run;
  for (;;) {
    const rows = await findWork(ctx, importId, AT_ONCE);
    if (rows.length === 0) {
      const sent = await ctx.database.db.importRow.count({ where: { importId, state: 'sent' } });
      return sent > 0 ? 'answer_outstanding' : undefined;
    }
    for (const row of rows) {
      run.steps.set(row.id, (run.steps.get(row.id) ?? 0) + 1);
      if (wantsRefresh(run, row)) await waitForPermit(ctx, row.environment);
    }
    if (rows.some(({ id }) => (run.steps.get(id) ?? 0) > MAX_STEPS)) return 'unavailable';
    const results = await Promise.all(rows.map((row) => advance(run, row)));
    const stops = results.find((each) => each === 'client_refused' || each === 'unavailable');
    if (stops !== undefined) return stops;
    await run.tell();
  }
}

const wantsRefresh = ({ dead }: Run, { id, state }: ImportRow): boolean =>
  state === 'waiting' || state === 'sent' || dead.get(id) === 'once';

/** Of the one rate at which all vaults of the deployment refresh (decision 026). */
async function waitForPermit(ctx: VaultContext, environment: Environment): Promise<void> {
  for (;;) {
    const pausedMs = ctx.pauses.leftMs(environment);
    if (pausedMs > 0) await sleep(pausedMs);
    if ((await ctx.refreshRate.take(environment, 1, true)) > 0) return;
    await sleep(Math.max(MIN_WAIT_MS, ctx.refreshRate.beginsInMs(environment)));
  }
}
const MIN_WAIT_MS = 20;

/** One step: a refresh, or a check of what a refresh gave. */
async function advance(run: Run, row: ImportRow): Promise<'done' | Obstacle> {
  const { ctx, dead } = run;
  const wise = ctx.wise.find(row);
  if (wise === undefined) return 'client_refused';
  const held = await openRow(ctx, row);
  if (wantsRefresh(run, row)) {
    if (dead.has(row.id)) dead.set(row.id, 'renewed');
    const given = run.tokens.get(Buffer.from(row.tokenHash).toString('hex'));
    const refresh = held?.refresh ?? given;
    // a row of another file, moved here meanwhile by whoever imports that
    if (refresh === undefined) return 'answer_outstanding';
    return refreshRow(ctx, wise, row, { refresh, version: row.version });
  }
  if (held === undefined) return 'answer_outstanding';
  const checked = await checkRow(ctx, wise, row, held);
  if (checked !== 'dead') return checked;
  if (dead.get(row.id) === 'renewed') await refuseRow(ctx.database.db, row.id, 'used_elsewhere');
  else dead.set(row.id, 'once');
  return 'done';
}
