import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import { allowUserPath } from './allowed-paths';
import type { CallBody, CallMethod, CallTarget } from './call-types';
import { refuseOtherProfiles, refuseUnnamedProfile } from './granted-profile';

type Asked = { method: CallMethod; target: CallTarget; body: CallBody };

/**
 * Refuses what a connection of this profile may not ask for: every rule about a customer's call that needs no database.
 *
 * @throws AppError CALL_NOT_ALLOWED, PROFILE_NOT_GRANTED, MEDIA_TYPE_NOT_TAKEN, BAD_REQUEST
 */
export function refuseUnlessGranted(
  { method, target, body }: Asked,
  granted: { environment: Environment; profileId: string },
): void {
  allowUserPath(target, granted);
  const json = body.kind === 'buffer' ? body.bytes : null;
  refuseOtherProfiles(granted.profileId, target.query, json);
  refuseUnnamedProfile({ method, target, json });
  refuseUploadElsewhere(body, target, granted.profileId);
}

/** What is not looked through goes only where the path itself names the granted profile. */
function refuseUploadElsewhere(body: CallBody, { segments }: CallTarget, profileId: string): void {
  if (body.kind !== 'stream') return;
  const namesProfile = segments.some((each, at) => each === profileId && segments[at - 1] === 'profiles');
  if (!namesProfile) throw new AppError('MEDIA_TYPE_NOT_TAKEN', { log: 'an upload without a profile' });
}
