import { AppError } from '#lib/errors/app-error';
import { noTokenError } from '#vault/credentials/application-tokens';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';
import { type SignUpOutcome, signUp } from '#vault/wise/users-api';
import { mint } from './mint';
import type { Registration } from './read-registration';
import { openCode } from './registration-code';
import { endRegistration, markCreated } from './registration-row';
import { reserveRegistration, type WiseUserRequest } from './reserve';
import { unavailable } from './unavailable';
import { workOn } from './work-on';

/**
 * Makes a Wise user for a customer and connects them as far as Wise lets us: code stored, user made, tokens taken,
 * connection committed. May be asked again at any time and goes on where it stands; of two at once one works and the
 * other waits for it.
 *
 * @returns how it stands: `connected`; `created` (no profile yet); `existing` and `claimed`: only the customer can
 *   connect, by the ordinary flow.
 * @throws AppError NOT_FOUND, WISE_USER_DIFFERS, ENVIRONMENT_OFF, CLIENT_REFUSED, WISE_REFUSED_EMAIL, WISE_REFUSED_REQUEST,
 *   WISE_NOT_ALLOWED, WISE_UNAVAILABLE with retryAfterSeconds; RECORD_REFUSED, KEY_UNKNOWN.
 */
export async function createWiseUser(ctx: VaultContext, ask: WiseUserRequest): Promise<Registration> {
  const client = ctx.wise.ofEnvironment(ask.environment);
  if (client === undefined) throw new AppError('ENVIRONMENT_OFF');
  const { id } = await reserveRegistration(ctx, client.config.clientId, ask);
  return workOn(ctx, id, (row) => advance(ctx, row));
}

async function advance(ctx: VaultContext, row: Registration): Promise<void> {
  const client = ctx.wise.find(row);
  if (client === undefined)
    throw new AppError('ENVIRONMENT_OFF', { log: 'the registration has another client id' });
  if (row.state === 'reserved') await makeUser(ctx, client, row);
  // A 409 leaves it open whose user that is: the code tells (an earlier sign-up of ours may have lost its answer).
  await mint(ctx, row);
}

async function makeUser(ctx: VaultContext, client: WiseClient, row: Registration): Promise<void> {
  const registrationCode = await openCode(ctx, row);
  if (registrationCode === undefined) return;
  const { email, language } = row;
  const outcome = await ctx.applicationTokens.call<SignUpOutcome>(client, (application) =>
    signUp(client, application, { email, registrationCode, language }),
  );
  if (outcome.kind === 'no_token') throw noTokenError(outcome.token);
  await acceptOutcome(ctx, row, outcome);
}

async function acceptOutcome(ctx: VaultContext, row: Registration, outcome: SignUpOutcome): Promise<void> {
  switch (outcome.kind) {
    case 'created':
      await ctx.database.db.$transaction((tx) => markCreated(tx, row.id, outcome.userId));
      return;
    case 'there':
      return;
    case 'refused':
      await ctx.database.db.$transaction((tx) => endRegistration(tx, row.id, 'refused', outcome.field));
      throw refusedByWise(outcome.field);
    case 'not_allowed':
      throw new AppError('WISE_NOT_ALLOWED', { log: 'Wise lets our client make no users' });
    case 'rate_limited':
      throw unavailable(outcome.retryAfterSeconds);
    case 'unauthorised':
    case 'unavailable':
      throw unavailable();
  }
}

/** @param field what Wise named; null: something else. */
export function refusedByWise(field: string | null): AppError {
  if (field === 'email') return new AppError('WISE_REFUSED_EMAIL');
  return new AppError('WISE_REFUSED_REQUEST', { log: 'Wise refused a sign-up' });
}
