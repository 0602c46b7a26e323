import { appendAudit } from '#lib/audit/append';
import type { PersonalProfile } from '#lib/contract/wise-profiles';
import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import type { VaultContext } from '#vault/runtime/context';
import { createPersonalProfile, type NewProfileOutcome } from '#vault/wise/profiles-api';
import { mint } from './mint';
import { latestRegistration, type Registration, readRegistration } from './read-registration';
import { askedBy } from './registration-row';
import { unavailable } from './unavailable';
import { workOn } from './work-on';

export type WiseProfileRequest = {
  customerId: string;
  environment: Environment;
  profile: PersonalProfile;
  /** The API key that asks. */
  askedBy: string;
};

/**
 * Makes the personal profile of a Wise user of ours and connects the user by it (decision 093): tokens are minted for it in
 * an exchange, the profile is made while they wait for their checks, and the checks find it. May be asked again at any
 * time: a profile that is there is not made twice, and nothing is made for who is connected.
 *
 * @returns how the registration stands, as `createWiseUser`.
 * @throws AppError NOT_FOUND while Wise has made no user, ENVIRONMENT_OFF, WISE_REFUSED_REQUEST with the field, WISE_NOT_ALLOWED,
 *   WISE_UNAVAILABLE with retryAfterSeconds; RECORD_REFUSED, KEY_UNKNOWN.
 */
export async function createWiseProfile(ctx: VaultContext, ask: WiseProfileRequest): Promise<Registration> {
  const { customerId, environment } = ask;
  const latest = await latestRegistration(ctx, { customerId, environment });
  if (latest === undefined) throw new AppError('NOT_FOUND', { log: 'no Wise user of this customer' });
  return workOn(ctx, latest.id, (row) => advance(ctx, row, ask));
}

async function advance(ctx: VaultContext, row: Registration, ask: WiseProfileRequest): Promise<void> {
  if (row.state === 'reserved') throw new AppError('NOT_FOUND', { log: 'Wise has not made the user yet' });
  const client = ctx.wise.find(row);
  if (client === undefined)
    throw new AppError('ENVIRONMENT_OFF', { log: 'the registration has another client id' });
  const said: { outcome?: NewProfileOutcome } = {};
  await mint(ctx, row, async ({ access }) => {
    said.outcome = await createPersonalProfile(client, access, {
      profile: ask.profile,
      idempotencyKey: row.id,
    });
  });
  if (said.outcome?.kind === 'made') await audit(ctx, row, ask, said.outcome.profileId);
  // Connected, also where Wise's answer was lost; or ended, where the code was what Wise refused.
  const { state } = (await readRegistration(ctx, row.id)) ?? {};
  if (state === 'created') refuseUnlessThere(said.outcome);
}

function audit(
  { database }: VaultContext,
  { id, environment }: Registration,
  ask: WiseProfileRequest,
  profileId: string,
): Promise<bigint> {
  return database.db.$transaction((tx) =>
    appendAudit(tx, {
      action: 'wise_user.profile_made',
      actor: askedBy(ask.askedBy),
      environment,
      // named by the customer, so that an erasure finds what it says of them
      detail: { registrationId: id, customerId: ask.customerId },
      personal: { profileId },
    }),
  );
}

/** @param outcome undefined: Wise gave no tokens to ask with. @throws AppError unless there is a profile by now. */
function refuseUnlessThere(outcome: NewProfileOutcome | undefined): void {
  switch (outcome?.kind) {
    case 'made':
    case 'there':
      return;
    case 'refused':
      throw new AppError('WISE_REFUSED_REQUEST', {
        log: 'Wise refused a profile',
        ...(outcome.field === null ? {} : { details: { refused_field: outcome.field } }),
      });
    case 'not_allowed':
      throw new AppError('WISE_NOT_ALLOWED', { log: 'Wise lets our client make no profiles' });
    case 'rate_limited':
      throw unavailable(outcome.retryAfterSeconds);
    case 'unauthorised':
    case 'unavailable':
    case undefined:
      throw unavailable();
  }
}
