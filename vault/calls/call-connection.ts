import type { IncomingMessage } from 'node:http';
import { AppError } from '#lib/errors/app-error';
import { rejectVersion, vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import { allowUserPath } from './allowed-paths';
import { headersToWise } from './call-headers';
import type { CallBody, CallMethod, CallTarget, OutgoingCall, WiseAnswer } from './call-types';
import { callWise } from './call-wise';
import { refuseOtherProfiles } from './granted-profile';
import { readBody } from './read-body';

export type AskedCall = {
  method: CallMethod;
  target: CallTarget;
  request: IncomingMessage;
  apiKeyId?: string;
};

/**
 * A call to Wise in the name of a connection: whatever it is refused for is refused before Wise hears of it. The
 * connection's status counts as in `vend`, whose errors it throws too.
 *
 * @throws AppError CALL_NOT_ALLOWED, PROFILE_NOT_GRANTED, as `readBody` and `callWise`; CONFIGURATION_WRONG when the
 *   client of the connection is not configured.
 */
export async function callForConnection(
  ctx: VaultContext,
  connectionId: string,
  { method, target, request, apiKeyId }: AskedCall,
): Promise<WiseAnswer> {
  let token = await vend(ctx, connectionId);
  const { environment, clientId, profileId } = token;
  const client = ctx.wise.find({ environment, clientId });
  if (client === undefined) throw new AppError('CONFIGURATION_WRONG', { log: 'a client that is not here' });
  allowUserPath(target, { environment, profileId });
  const body = await readBody(request);
  refuseOtherProfiles(profileId, target.query, body.kind === 'buffer' ? body.bytes : null);
  refuseUploadElsewhere(body, target, profileId);
  const call: OutgoingCall = {
    environment,
    clientId,
    connection: { id: connectionId, profileId },
    method,
    target,
    headers: headersToWise(request.headers),
    body,
    asked: request.headers,
    ...(apiKeyId === undefined ? {} : { apiKeyId }),
  };
  let isFirst = true;
  return callWise(ctx, client, call, {
    get: async () => {
      if (!isFirst) token = await vend(ctx, connectionId);
      isFirst = false;
      return token.access;
    },
    reject: async () => {
      await rejectVersion(ctx, connectionId, token.version);
    },
  });
}

/** What is not looked through goes only where the path itself names the granted profile. */
function refuseUploadElsewhere(body: CallBody, { segments }: CallTarget, profileId: string): void {
  if (body.kind !== 'stream') return;
  const namesProfile = segments.some((each, at) => each === profileId && segments[at - 1] === 'profiles');
  if (!namesProfile) throw new AppError('MEDIA_TYPE_NOT_TAKEN', { log: 'an upload without a profile' });
}
