import 'server-only';
import { Readable } from 'node:stream';
import type * as z from 'zod';
import { AUDIT_API } from '#lib/contract/audit-api';
import type { AuditExport } from '#lib/contract/audit-export';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { StepUpOnTheWire } from '#lib/contract/step-up';
import { reveal, stream, type VaultEndpoint } from './call';

/**
 * The signed export of the audit trail, with the approval by passkey that the form brought: its lines as the vault sends them.
 * Whoever takes them slowly holds nothing in memory, and where they break off nothing looks whole.
 *
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN, BAD_REQUEST, STEP_UP_REQUIRED, VAULT_UNAVAILABLE.
 */
export async function exportTrail(
  ask: { session: SessionClaim; act: AuditExport; stepUp: StepUpOnTheWire | undefined },
  endpoint?: VaultEndpoint,
): Promise<ReadableStream<Uint8Array>> {
  const body: z.input<(typeof AUDIT_API)['exportTrail']['request']> = {
    session: reveal(ask.session),
    act: ask.act,
    stepUp: ask.stepUp,
  };
  const lines = await stream({ operation: AUDIT_API.exportTrail, body }, endpoint);
  return Readable.toWeb(lines) as ReadableStream<Uint8Array>;
}
