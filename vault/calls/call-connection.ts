import type { IncomingMessage } from 'node:http';
import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import type { AccessUse } from '#vault/access-records/write-records';
import type { ApiKey } from '#vault/api-keys/authenticate';
import { handOut, look, rejectVersion, type VendAnswer } from '#vault/grants/vend';
import { markPersonalRefused, vendPersonal } from '#vault/personal-tokens/vend-personal';
import type { VaultContext } from '#vault/runtime/context';
import { headersToWise } from './call-headers';
import type { CallMethod, CallTarget, OutgoingCall, WiseAnswer } from './call-types';
import { callWise, type TokenSource } from './call-wise';
import { readBody } from './read-body';
import { refuseUnlessGranted } from './refuse-call';

export type AskedCall = {
  method: CallMethod;
  target: CallTarget;
  request: IncomingMessage;
  /** What `openAtOnce` has read and recorded, when this request came. */
  opened?: VendAnswer | undefined;
};

/** Who asks, for the access record. */
export type Caller = { apiKey: ApiKey; requestId: string; network: string | undefined };

/**
 * A call to Wise in the name of a connection: whatever it is refused for is refused before Wise hears of it. The
 * connection's status counts as in `vend`, whose errors it throws too.
 *
 * @throws AppError CALL_NOT_ALLOWED; SCOPE_MISSING and APPROVAL_NOT_POSSIBLE (a personal token); PROFILE_NOT_GRANTED;
 *   CONFIGURATION_WRONG when the client of the connection is not configured; as `readBody` and `callWise`.
 */
export async function callForConnection(
  ctx: VaultContext,
  connectionId: string,
  { method, target, request, opened, ...caller }: AskedCall & Caller,
): Promise<WiseAnswer> {
  const body = await readBody(request);
  // Not before: whoever sends slowly would be served after a disconnect or a freeze.
  const source = opened
    ? grantSource(ctx, connectionId, caller, { token: opened, isRecorded: true })
    : await openSource(ctx, connectionId, caller);
  const { environment, clientId, profileId } = source;
  const client = ctx.wise.mustFind({ environment, clientId });
  refuseUnlessGranted({ method, target, body }, { environment, profileId });
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
    requestId: caller.requestId,
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
  try {
    const token = await look(ctx, connectionId);
    return grantSource(ctx, connectionId, caller, { token, isRecorded: false });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'NOT_FOUND') throw error;
    const own = await ownSource(ctx, connectionId, caller);
    if (own === undefined) throw error;
    return own;
  }
}

type First = { token: VendAnswer; isRecorded: boolean };

/** Its first token was looked at already. */
function grantSource(ctx: VaultContext, connectionId: string, caller: Caller, first: First): Source {
  const use = accessUse(caller, 'call');
  let { token } = first;
  let isFirst = true;
  // Recorded here: what is refused before Wise hears of it has used no token.
  const get = async () => {
    const opened = isFirst ? token : await look(ctx, connectionId);
    if (!isFirst || !first.isRecorded) token = await handOut(ctx, connectionId, opened, { use });
    isFirst = false;
    return token.access;
  };
  const reject = async () => {
    await rejectVersion(ctx, connectionId, token.version);
  };
  const { environment, clientId, profileId } = token;
  return { environment, clientId, profileId, isOwn: false, tokens: { get, reject } };
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
