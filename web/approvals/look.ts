import 'server-only';
import { headers } from 'next/headers';
import { toAppError } from '#lib/errors/app-error';
import type { WebDb } from '#web/db/web-db';
import { webLog } from '#web/http/log';
import { sessionClaim } from '#web/sessions/current-session';
import { lookAtApproval } from '#web/vault-client/vault-client';
import { type Approval, readApproval } from './read-approvals';

/**
 * The approval as it stands now: one that waits for Wise is asked about first, by the vault. When that cannot be, what is
 * known is shown.
 */
export async function freshApproval(
  db: WebDb,
  ask: { customerId: string; id: string },
): Promise<Approval | undefined> {
  const approval = await readApproval(db, ask);
  if (approval === undefined || !approval.isHandedOut || !isOpen(approval)) return approval;
  try {
    const session = sessionClaim(await headers(), 'customer');
    await lookAtApproval({ session, challengeId: approval.id });
  } catch (thrown) {
    webLog().info({ err: toAppError(thrown), approvalId: approval.id }, 'an approval could not be looked at');
    return approval;
  }
  return readApproval(db, ask);
}

const isOpen = ({ state }: Approval): boolean => state === 'pending' || state === 'locked';
