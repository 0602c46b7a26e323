import { repeat, type Stop } from '#lib/jobs/repeat';
import { clearAlarm, isAlarmOpen, raiseAlarm } from '#vault/alarms/alarm';
import type { VaultContext } from '#vault/runtime/context';
import { type AuditKeys, auditKeys } from './audit-keys';
import { lookThrough } from './look-through';
import { SEALER_LAG_SECONDS, sealEntries } from './seal-entries';

const EVERY_MS = 1_000;
/** The pause between two rounds through the whole trail, for an entry without a seal … */
const ROUND_PAUSE_MS = 60_000;
/** … which, however long the trail and even while an alarm stands, take no more than this share of the time. */
const LOOK_THROUGH_SHARE = 0.01;
/** How often the chain's head goes to the log: an anchor outside the database (see verifyChain). */
const HEAD_LOG_MS = 10 * 60_000;

type SealerState = {
  lastSuccess: number;
  lastHeadLog: number;
  loggedSequence: bigint;
  round: Round;
};

/** A round through the trail, slice by slice. */
type Round = {
  /** The last entry that was looked at; '0' when the next slice is the first of a round. */
  after: string;
  /** Whether the alarm stood when it began: only such a round can close it. */
  isForAlarm: boolean;
  lastLook: number;
  lookTook: number;
};

/**
 * Seals new audit rows each second (design 4.7); any number of vaults may run it. Alarms when any row stays
 * unsealed for more than a minute: by lag, because sealing fails, or because its place in the chain is past.
 *
 * @returns stops the sealer after the pass under way.
 */
export function startAuditSealer(ctx: VaultContext): Stop {
  const keys = auditKeys(ctx.ring);
  const state: SealerState = {
    lastSuccess: performance.now(),
    lastHeadLog: Number.NEGATIVE_INFINITY,
    loggedSequence: -1n,
    round: { after: '0', isForAlarm: false, lastLook: Number.NEGATIVE_INFINITY, lookTook: 0 },
  };
  return repeat({
    work: () => pass(ctx, keys, state),
    everyMs: EVERY_MS,
    onError: (error) => failed(ctx, state, error),
  });
}

async function pass(ctx: VaultContext, keys: AuditKeys, state: SealerState): Promise<void> {
  const result = await sealEntries(ctx.database.pool, keys);
  state.lastSuccess = performance.now();
  if (result.kind === 'busy') return;
  await tellLag(ctx, state, result.isBehind);
  const { head } = result;
  if (head === undefined || head.sequence === state.loggedSequence) return;
  if (performance.now() - state.lastHeadLog < HEAD_LOG_MS) return;
  state.lastHeadLog = performance.now();
  state.loggedSequence = head.sequence;
  const mac = Buffer.from(head.mac).toString('hex');
  ctx.log.info({ sequence: head.sequence, mac }, 'audit chain head');
}

/** Clears only what a round through all entries bears out: another vault may have raised it for one we did not see. */
async function tellLag(ctx: VaultContext, state: SealerState, isBehind: boolean): Promise<void> {
  const { db } = ctx.database;
  const isOpen = await isAlarmOpen(db, 'audit_sealer_behind', null);
  const found = await lookFurther(ctx, state.round, isOpen);
  if (isBehind || found === 'stray') await raiseAlarm(db, ctx, 'audit_sealer_behind', null);
  else if (isOpen && found === 'none') await clearAlarm(db, ctx, 'audit_sealer_behind', null);
}

/**
 * Looks through the next slice of the trail for an entry that has waited too long.
 *
 * @returns `none` at the end of a round without one; undefined when it is not time yet, or the round goes on.
 */
async function lookFurther(
  ctx: VaultContext,
  round: Round,
  isOpen: boolean,
): Promise<'stray' | 'none' | undefined> {
  // A round that began before somebody raised the alarm has passed entries that were too young then.
  if (isOpen && !round.isForAlarm) round.after = '0';
  if (!isOpen) round.isForAlarm = false;
  const isFirst = round.after === '0';
  const now = performance.now();
  const pauseMs = isFirst && !isOpen ? ROUND_PAUSE_MS : 0;
  if (now < round.lastLook + Math.max(pauseMs, round.lookTook / LOOK_THROUGH_SHARE)) return undefined;
  round.lastLook = now;
  if (isFirst) round.isForAlarm = isOpen;
  const { hasStray, next } = await lookThrough(ctx.database.pool, SEALER_LAG_SECONDS, round.after);
  round.lookTook = performance.now() - now;
  // A slice with a stray is looked at again, until somebody has dealt with it.
  if (hasStray) return 'stray';
  round.after = next ?? '0';
  return next === undefined ? 'none' : undefined;
}

async function failed(ctx: VaultContext, state: SealerState, error: unknown): Promise<void> {
  ctx.log.warn({ err: error }, 'audit sealing failed');
  if (performance.now() - state.lastSuccess < SEALER_LAG_SECONDS * 1_000) return;
  try {
    await raiseAlarm(ctx.database.db, ctx, 'audit_sealer_behind', null);
  } catch (alarmError) {
    ctx.log.error({ err: alarmError }, 'the alarm audit_sealer_behind could not be raised');
  }
}
