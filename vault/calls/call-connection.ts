import type { IncomingMessage } from 'node:http';
import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import type { AccessUse } from '#vault/access-records/write-records';
import type { ApiKey } from '#vault/api-keys/authenticate';
import { handOut, look, rejectVersion } from '#vault/grants/vend';
import { markPersonalRefused, vendPersonal } from '#vault/personal-tokens/vend-personal';
import type { VaultContext } from '#vault/runtime/context';
import { allowUserPath } from './allowed-paths';
import { headersToWise } from './call-headers';
import type { CallBody, CallMethod, CallTarget, OutgoingCall, WiseAnswer } from './call-types';
import { callWise, type TokenSource } from './call-wise';
import { refuseOtherProfiles, refuseUnnamedProfile } from './granted-profile';
import { readBody } from './read-body';

export type AskedCall = {
  method: CallMethod;
  target: CallTarget;
  request: IncomingMessage;
};

/** Who asks, for the access record. */
export type Caller = { apiKey: ApiKey; requestId: string; network: string | undefined };

/**
 * A call to Wise in the name of a connection: whatever it is refused for is refused before Wise hears of it. The
 * connection's status counts as in `vend`, whose errors it throws too.
 *
 * @throws AppError CALL_NOT_ALLOWED, SCOPE_MISSING (a personal token), PROFILE_NOT_GRANTED, as `readBody` and `callWise`; CONFIGURATION_WRONG when the
 *   client of the connection is not configured.
 */
export async function callForConnection(
  ctx: VaultContext,
  connectionId: string,
  { method, target, request, ...caller }: AskedCall & Caller,
): Promise<WiseAnswer> {
  const body = await readBody(request);
  // Not before: whoever sends slowly would be served after a disconnect or a freeze.
  const source = await openSource(ctx, connectionId, caller);
  const { environment, clientId, profileId } = source;
  const client = ctx.wise.mustFind({ environment, clientId });
  allowUserPath(target, { environment, profileId });
  const json = body.kind === 'buffer' ? body.bytes : null;
  refuseOtherProfiles(profileId, target.query, json);
  refuseUnnamedProfile({ method, target, json });
  refuseUploadElsewhere(body, target, profileId);
  const call: OutgoingCall = {
    environment,
    clientId,
    connection: source.isOwn ? null : { id: connectionId, profileId },
    method,
    target,
    headers: headersToWise(request.headers),
    body,
    asked: request.headers,
    apiKeyId: caller.apiKey.id,
  };
  return callWise(ctx, client, call, source.tokens);
}

type Source = {
  environment: Environment;
  clientId: string;
  profileId: string;
  /** The partner's own account: what Wise wants approved is not a customer's affair, so no step keeps a challenge. */
  isOwn: boolean;
  tokens: TokenSource;
};

/** Where the tokens of this connection come from: its grant, or the partner's own API token. */
async function openSource(ctx: VaultContext, connectionId: string, caller: Caller): Promise<Source> {
  const use = accessUse(caller, 'call');
  try {
    let token = await look(ctx, connectionId);
    let isFirst = true;
    // Recorded here: what is refused before Wise hears of it has used no token.
    const get = async () => {
      const opened = isFirst ? token : await look(ctx, connectionId);
      isFirst = false;
      token = await handOut(ctx, connectionId, opened, { use });
      return token.access;
    };
    const reject = async () => {
      await rejectVersion(ctx, connectionId, token.version);
    };
    return { ...token, isOwn: false, tokens: { get, reject } };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'NOT_FOUND') throw error;
    const own = await ownSource(ctx, connectionId, caller);
    if (own === undefined) throw error;
    return own;
  }
}

async function ownSource(ctx: VaultContext, id: string, caller: Caller): Promise<Source | undefined> {
  const { apiKey } = caller;
  let own = await vendPersonal(ctx, id, apiKey);
  if (own === undefined) return undefined;
  const { environment, profileId } = own;
  const client = ctx.wise.ofEnvironment(environment);
  if (client === undefined) throw new AppError('CONFIGURATION_WRONG', { log: 'the environment is off' });
  const { clientId } = client.config;
  const get = async () => {
    own ??= await vendPersonal(ctx, id, apiKey);
    if (own === undefined) throw new AppError('NOT_FOUND');
    const { token, version } = own;
    await ctx.recordAccess({ ...accessUse(caller, 'personal-call'), connectionId: id, version });
    return token;
  };
  const reject = async () => {
    if (own !== undefined) await markPersonalRefused(ctx, own);
    own = undefined;
  };
  return { environment, clientId, profileId, isOwn: true, tokens: { get, reject } };
}

function accessUse({ apiKey, requestId, network }: Caller, purpose: AccessUse['purpose']): AccessUse {
  return { purpose, apiKeyId: apiKey.id, requestId, network };
}

/** What is not looked through goes only where the path itself names the granted profile. */
function refuseUploadElsewhere(body: CallBody, { segments }: CallTarget, profileId: string): void {
  if (body.kind !== 'stream') return;
  const namesProfile = segments.some((each, at) => each === profileId && segments[at - 1] === 'profiles');
  if (!namesProfile) throw new AppError('MEDIA_TYPE_NOT_TAKEN', { log: 'an upload without a profile' });
}
