import { clearAlarm, isAlarmOpen, raiseAlarm } from '#vault/alarms/alarm';
import type { VaultContext } from '#vault/context';
import { repeat, type Stop } from '#vault/repeat';
import { type AuditKeys, auditKeys } from './audit-keys';
import { hasUnsealed } from './has-unsealed';
import { SEALER_LAG_SECONDS, sealEntries } from './seal-entries';

const EVERY_MS = 1_000;
/** How often the whole trail is looked through for an entry without a seal … */
const LOOK_THROUGH_MS = 60_000;
/** … which, however long the trail and even while an alarm stands, takes no more than this share of the time. */
const LOOK_THROUGH_SHARE = 0.01;
/** How often the chain's head goes to the log: an anchor outside the database (see verifyChain). */
const HEAD_LOG_MS = 10 * 60_000;

type SealerState = {
  lastSuccess: number;
  lastHeadLog: number;
  loggedSequence: bigint;
  lastLookThrough: number;
  lookThroughTook: number;
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
    lastLookThrough: Number.NEGATIVE_INFINITY,
    lookThroughTook: 0,
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

/** Clears only what a look through all entries bears out: another vault may have raised it for one we did not see. */
async function tellLag(ctx: VaultContext, state: SealerState, isBehind: boolean): Promise<void> {
  const { db } = ctx.database;
  const isOpen = await isAlarmOpen(db, 'audit_sealer_behind', null);
  const found = await lookThrough(ctx, state, isOpen ? 0 : LOOK_THROUGH_MS);
  if (isBehind || found === 'stray') await raiseAlarm(db, ctx, 'audit_sealer_behind', null);
  else if (isOpen && found === 'none') await clearAlarm(db, ctx, 'audit_sealer_behind', null);
}

/** Looks for an entry anywhere in the trail that has waited too long; undefined when it is not time for it. */
async function lookThrough(
  ctx: VaultContext,
  state: SealerState,
  everyMs: number,
): Promise<'stray' | 'none' | undefined> {
  const now = performance.now();
  const pauseMs = Math.max(everyMs, state.lookThroughTook / LOOK_THROUGH_SHARE);
  if (now < state.lastLookThrough + pauseMs) return undefined;
  const hasStray = await hasUnsealed(ctx.database.pool, SEALER_LAG_SECONDS);
  state.lastLookThrough = now;
  state.lookThroughTook = performance.now() - now;
  return hasStray ? 'stray' : 'none';
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
