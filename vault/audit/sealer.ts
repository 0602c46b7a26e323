import { clearAlarm, raiseAlarm } from '#vault/alarms/alarm';
import type { VaultContext } from '#vault/context';
import { repeat, type Stop } from '#vault/repeat';
import { type AuditKeys, auditKeys } from './audit-keys';
import { SEALER_LAG_SECONDS, sealEntries } from './seal-entries';

const EVERY_MS = 1_000;
/** How often the chain's head goes to the log: an anchor outside the database (see verifyChain). */
const HEAD_LOG_MS = 10 * 60_000;

type SealerState = { lastSuccess: number; lastHeadLog: number; loggedSequence: bigint };

/**
 * Seals new audit rows each second (design 4.7); any number of vaults may run it. Alarms when rows stay
 * unsealed for more than a minute, by lag or because sealing fails.
 *
 * @returns stops the sealer after the pass under way.
 */
export function startAuditSealer(ctx: VaultContext): Stop {
  const keys = auditKeys(ctx.ring);
  const state: SealerState = {
    lastSuccess: performance.now(),
    lastHeadLog: Number.NEGATIVE_INFINITY,
    loggedSequence: -1n,
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
  const change = result.isBehind ? raiseAlarm : clearAlarm;
  await change(ctx.database.db, ctx, 'audit_sealer_behind', null);
  const { head } = result;
  if (head === undefined || head.sequence === state.loggedSequence) return;
  if (performance.now() - state.lastHeadLog < HEAD_LOG_MS) return;
  state.lastHeadLog = performance.now();
  state.loggedSequence = head.sequence;
  const mac = Buffer.from(head.mac).toString('hex');
  ctx.log.info({ sequence: head.sequence, mac }, 'audit chain head');
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
