import type { Environment, PersonalTokenState, ProfileType } from '#lib/db/generated/enums';
import { assertStaffMay, type Viewer } from './staff-access';
import type { Reader } from './staff-search';

/** An API token of the partner's own Wise account that is kept here (decision 054): how it stands, never its value. */
export type OwnAccount = {
  id: string;
  environment: Environment;
  profileId: string;
  profileType: ProfileType;
  profileName: string;
  /** ISO 3166-1 alpha-3, lower case; null: Wise did not say. */
  country: string | null;
  state: Exclude<PersonalTokenState, 'removed'>;
  /** When this token was added or replaced the one before; of a refused one when Wise refused it. */
  since: Date;
};

/**
 * The newest 20, those that Wise refused first; what was removed stands in the audit trail.
 *
 * @throws AppError FORBIDDEN
 */
export async function listOwnAccounts(reader: Reader, viewer: Viewer): Promise<OwnAccount[]> {
  assertStaffMay(viewer, 'view');
  return reader.$queryRaw<OwnAccount[]>`
    SELECT id, environment::text AS environment, profile_id AS "profileId", profile_type::text AS "profileType",
      profile_name AS "profileName", country, state::text AS state, coalesce(refused_at, rotated_at, created_at) AS since
    FROM public.personal_tokens WHERE state <> 'removed'
    ORDER BY state = 'refused' DESC, created_at DESC, id LIMIT 20`;
}
