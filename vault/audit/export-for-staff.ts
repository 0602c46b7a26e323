import { PassThrough, type Readable, type Writable } from 'node:stream';
import { appendAudit } from '#lib/audit/append';
import { type AuditExport, hasDays } from '#lib/contract/audit-export';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { StepUp } from '#lib/contract/step-up';
import { AppError } from '#lib/errors/app-error';
import { signingKey } from '#vault/keys/signing-key';
import { openAuditKeys } from '#vault/ring-keys/load-ring';
import type { VaultContext } from '#vault/runtime/context';
import { assertMayApprove } from '#vault/step-up/begin';
import { spendStepUp } from '#vault/step-up/spend';
import { findStaffCaller } from '#vault/step-up/staff-caller';
import { auditKeys } from './audit-keys';
import { EXPORT_PURPOSE } from './export-lines';
import { type ExportOrder, exportInPieces } from './export-trail';

type Ask = { session: SessionClaim; act: AuditExport; stepUp?: StepUp | undefined };

/**
 * The signed export for an admin who approved it with a passkey. That it left is in the trail first. The lines follow as fast
 * as they are taken, and hold neither a transaction nor the trail in memory. Where an entry is not as it was sealed the answer
 * breaks off, so that it is taken for nothing whole.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, STEP_UP_REQUIRED, BAD_REQUEST
 */
export async function exportForStaff(ctx: VaultContext, { session, act, stepUp }: Ask): Promise<Readable> {
  const caller = await findStaffCaller(ctx, session);
  assertMayApprove(caller.session.role, act);
  if (!hasDays(act)) throw new AppError('BAD_REQUEST', { log: 'no day is between the two' });
  const order = orderOf(act);
  await ctx.database.db.$transaction(async (tx) => {
    const { passkeyId } = await spendStepUp(ctx, tx, caller, act, stepUp);
    await appendAudit(tx, {
      action: 'audit.exported',
      actor: caller.actor,
      detail: {
        first: order.from?.toISOString() ?? null,
        before: order.to?.toISOString() ?? null,
        personal: order.isWithPersonal,
        passkeyId,
      },
    });
  });
  const keys = auditKeys(ctx.ring, await openAuditKeys(ctx));
  const signer = signingKey(ctx.ring, EXPORT_PURPOSE);
  const lines = new PassThrough();
  exportInPieces({ pool: ctx.database.pool, keys, signer }, order, (text) => write(lines, text)).then(
    (result) => {
      if (result.kind === 'exported') return lines.end();
      ctx.log.error({ sequence: result.sequence, entryId: result.entryId }, 'an export met a broken entry');
      return lines.destroy(new Error(`audit entry ${result.entryId}: ${result.problem}`));
    },
    (error: unknown) => {
      ctx.log.warn({ err: error }, 'an export of the audit trail broke off');
      lines.destroy(error instanceof Error ? error : new Error('an export broke off'));
    },
  );
  return lines;
}

function orderOf({ from, to, personal }: AuditExport): ExportOrder {
  return {
    ...(from !== '' && { from: new Date(from) }),
    ...(to !== '' && { to: new Date(to) }),
    isWithPersonal: personal === 'yes',
  };
}

/** @throws when its reader has gone away. */
async function write(out: Writable, text: string): Promise<void> {
  if (!out.destroyed && !out.write(text)) await drained(out);
  if (out.destroyed) throw new Error('its reader has gone away');
}

const drained = (out: Writable): Promise<void> =>
  new Promise((resolve) => {
    const goOn = () => {
      out.off('drain', goOn).off('close', goOn);
      resolve();
    };
    out.on('drain', goOn).on('close', goOn);
  });
