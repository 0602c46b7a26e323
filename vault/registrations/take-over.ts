import { appendAudit } from '#lib/audit/append';
import type { SessionClaim } from '#lib/contract/internal-api';
import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';
import { findCaller } from '#vault/connections/caller';
import { vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';
import type { ApiOutcome } from '#vault/wise/outcomes';
import { claimAccount } from '#vault/wise/users-api';
import { mint } from './mint';
import { findOpenRegistration, type Registration } from './read-registration';
import { openCode } from './registration-code';

/**
 * Wise's code for a customer who takes over the account that the partner made for them; it lives for five minutes, so it is
 * made when they are on their way to Wise (docs/wise.md 7.4).
 *
 * @returns undefined when there is nothing to take over: they connect as everybody does.
 * @throws AppError NOT_SIGNED_IN, FORBIDDEN (staff), SIGN_IN_TOO_OLD, WISE_UNAVAILABLE, RECORD_REFUSED, KEY_UNKNOWN
 */
export async function takeOver(
  ctx: VaultContext,
  ask: { session: SessionClaim; environment: Environment },
): Promise<Secret | undefined> {
  const caller = await findCaller(ctx, ask.session);
  if (caller.audience !== 'customer') throw new AppError('FORBIDDEN', { log: 'staff take nothing over' });
  if (!caller.session.isRecent) throw new AppError('SIGN_IN_TOO_OLD');
  const { environment } = ask;
  const { customerId } = caller.session;
  const registration = await findOpenRegistration(ctx, { customerId, environment });
  if (registration === undefined || registration.state === 'reserved') return undefined;
  const client = ctx.wise.find(registration);
  const outcome = client && (await ctx.tasks.run('take over', () => claim(ctx, client, registration)));
  if (outcome === undefined || (outcome.kind !== 'ok' && outcome.kind !== 'unavailable')) return undefined;
  if (outcome.kind === 'unavailable') throw new AppError('WISE_UNAVAILABLE', { retryAfterSeconds: 5 });
  await ctx.database.db.$transaction((tx) =>
    appendAudit(tx, {
      action: 'wise_user.claim_link_used',
      actor: caller.actor,
      environment,
      detail: { registrationId: registration.id },
    }),
  );
  return outcome.value;
}

/** With the token of the connection; without one, with a token that is minted for it and revoked after. */
async function claim(
  ctx: VaultContext,
  client: WiseClient,
  registration: Registration,
): Promise<ApiOutcome<Secret> | undefined> {
  const code = await openCode(ctx, registration);
  if (code === undefined) return undefined;
  if (registration.connectionId !== null) {
    const { access } = await vend(ctx, registration.connectionId, {
      use: { purpose: 'claim', apiKeyId: '', requestId: registration.id, network: undefined },
    });
    return claimAccount(client, access, code);
  }
  let outcome: ApiOutcome<Secret> | undefined;
  await mint(ctx, registration, async ({ access }) => {
    outcome = await claimAccount(client, access, code);
  });
  return outcome;
}
