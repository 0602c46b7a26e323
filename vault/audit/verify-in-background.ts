import type pg from 'pg';
import { equalBytes } from '#lib/hash/compare';
import { clearAlarm, raiseAlarm } from '#vault/alarms/alarm';
import { openAuditKeys } from '#vault/ring-keys/load-ring';
import type { VaultContext } from '#vault/runtime/context';
import { type AuditKeys, auditKeys } from './audit-keys';
import { CHAIN_START } from './chain';
import { inTransaction } from './in-transaction';
import { type Broken, type Position, type Walk, walkChain } from './walk-chain';

/** New entries of one turn. It is added again each minute, and catches up. */
const NEW = 20_000;
/** Of the round through the whole trail: a million entries take three and a half hours. */
const OF_ROUND = 5_000;

type Standing = { verified: Position; round: Position; roundBegan: boolean; wasBroken: boolean };

/**
 * Verifies the newest entries, and a slice of the whole trail again: what was changed long after it was verified is found
 * by the round. Staff see how far it got. A broken place is looked at again with each turn, so that the alarm stands as
 * long as it does.
 */
export async function verifyInBackground(
  ctx: Pick<VaultContext, 'database' | 'log' | 'ring' | 'rootKeys'>,
): Promise<void> {
  const found = await verifyTurn(ctx, auditKeys(ctx.ring));
  if (found === undefined) return;
  // Seals of destroyed ring keys want the root key provider, so it is asked only where it matters.
  const kept = await openAuditKeys(ctx);
  await verifyTurn(ctx, auditKeys(ctx.ring, kept), { isLast: true });
}

/** @returns what is wrong; undefined when nothing is. Written down when it is the last word. */
async function verifyTurn(
  ctx: Pick<VaultContext, 'database' | 'log'>,
  keys: AuditKeys,
  { isLast = false } = {},
): Promise<Broken | undefined> {
  const { pool } = ctx.database;
  const standing = await readStanding(pool);
  const [news, round] = await inTransaction(pool, 'REPEATABLE READ READ ONLY', async (client) => [
    (await findCut(client, standing.verified)) ??
      (await walkChain(client, keys, standing.verified, { limit: NEW })),
    await walkChain(client, keys, standing.round, { limit: OF_ROUND }),
  ]);
  const broken = [news, round].filter((walk) => walk.kind === 'broken').sort(bySequence)[0];
  if (broken !== undefined && !isLast) return broken;
  if (news.kind === 'intact') await writeVerified(pool, news.at);
  if (round.kind === 'intact') await writeRound(pool, standing, round);
  await tell(ctx, broken, standing.wasBroken);
  return broken;
}

/** A chain that is cut off at its end verifies by itself; what was verified before is missing from it. */
async function findCut(client: pg.PoolClient, { sequence, mac }: Position): Promise<Broken | undefined> {
  if (sequence === 0n) return undefined;
  const { rows } = await client.query<{ entryId: string; mac: Buffer }>(
    'SELECT entry_id::text AS "entryId", mac FROM vault.audit_seals WHERE sequence = $1',
    [sequence.toString()],
  );
  const [seal] = rows;
  if (seal !== undefined && equalBytes(seal.mac, mac)) return undefined;
  const problem = seal === undefined ? 'the end of the chain was cut off' : 'its seal is another than it was';
  return { kind: 'broken', sequence, entryId: seal?.entryId ?? 'unknown', problem };
}

const bySequence = (a: Broken, b: Broken) => (a.sequence < b.sequence ? -1 : 1);

async function readStanding(pool: pg.Pool): Promise<Standing> {
  const { rows } = await pool.query<{
    verified: string;
    verifiedMac: Buffer | null;
    round: string;
    roundMac: Buffer | null;
    roundBegan: boolean;
    wasBroken: boolean;
  }>(
    `SELECT verified_sequence::text AS verified, verified_mac AS "verifiedMac", round_sequence::text AS round,
       round_mac AS "roundMac", round_began_at IS NOT NULL AS "roundBegan", broken_sequence IS NOT NULL AS "wasBroken"
     FROM public.audit_verification`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('audit_verification has no row');
  return {
    verified: { sequence: BigInt(row.verified), mac: row.verifiedMac ?? CHAIN_START },
    round: { sequence: BigInt(row.round), mac: row.roundMac ?? CHAIN_START },
    roundBegan: row.roundBegan,
    wasBroken: row.wasBroken,
  };
}

async function writeVerified(pool: pg.Pool, { sequence, mac }: Position): Promise<void> {
  await pool.query(
    'UPDATE public.audit_verification SET verified_sequence = $1, verified_mac = $2, verified_at = now()',
    [sequence.toString(), mac],
  );
}

async function writeRound(
  pool: pg.Pool,
  { roundBegan }: Standing,
  { at, isEnd }: Extract<Walk, { kind: 'intact' }>,
): Promise<void> {
  if (isEnd) {
    await pool.query(
      `UPDATE public.audit_verification SET whole_sequence = $1, whole_at = now(), round_sequence = 0,
         round_mac = NULL, round_began_at = NULL`,
      [at.sequence.toString()],
    );
    return;
  }
  await pool.query(
    `UPDATE public.audit_verification SET round_sequence = $1, round_mac = $2,
       round_began_at = CASE WHEN $3 THEN round_began_at ELSE now() END`,
    [at.sequence.toString(), at.mac, roundBegan],
  );
}

/** The place and the alarm; both go when a turn that came by the place finds it as it was sealed. */
async function tell(
  ctx: Pick<VaultContext, 'database' | 'log'>,
  broken: Broken | undefined,
  wasBroken: boolean,
): Promise<void> {
  const { db, pool } = ctx.database;
  if (broken !== undefined) {
    const { sequence, entryId, problem } = broken;
    ctx.log.error({ sequence, entryId, problem }, 'the audit chain is broken');
    await pool.query(
      `UPDATE public.audit_verification SET broken_at = CASE WHEN broken_sequence = $1 THEN broken_at ELSE now() END,
         broken_sequence = $1, broken_entry_id = $2, broken_problem = $3`,
      [sequence.toString(), entryId, problem],
    );
    await raiseAlarm(db, ctx, 'audit_chain_broken', null);
    return;
  }
  if (!wasBroken) return;
  await pool.query(
    `UPDATE public.audit_verification SET broken_sequence = NULL, broken_entry_id = NULL, broken_problem = NULL,
       broken_at = NULL`,
  );
  await clearAlarm(db, ctx, 'audit_chain_broken', null);
}
