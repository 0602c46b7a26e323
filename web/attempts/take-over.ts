import 'server-only';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { Environment } from '#lib/env/wise';
import type { WebDb } from '#web/db/web-db';
import { takeOver } from '#web/vault-client/vault-client';

/**
 * The authorise address of a customer whose Wise account the partner made names Wise's code, by which they take the account
 * over on their way; that of everybody else stays as it is (docs/wise.md 7.4).
 *
 * @throws AppError as `takeOver` of the vault's client
 */
export async function withTakeOver(
  db: WebDb,
  authorise: URL,
  ask: { customerId: string; environment: Environment; session: SessionClaim },
): Promise<URL> {
  const { customerId, environment, session } = ask;
  const made = await db.wiseRegistration.findFirst({
    where: { customerId, environment, state: { in: ['created', 'connected'] } },
    select: { id: true },
  });
  if (made === null) return authorise;
  const { claimAccountCode } = await takeOver({ session, environment });
  const url = new URL(authorise);
  if (claimAccountCode !== null) url.searchParams.set('claim_account_code', claimAccountCode);
  return url;
}
