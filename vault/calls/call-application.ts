import { APPLICATION_IDS } from '#lib/contract/connections';
import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';
import { type ApplicationToken, mustBeLive } from '#vault/credentials/application-tokens';
import { refuseIfHeld } from '#vault/holds/in-force';
import type { VaultContext } from '#vault/runtime/context';
import { allowApplicationPath } from './allowed-paths';
import type { AskedCall, Caller } from './call-connection';
import { headersToWise } from './call-headers';
import type { OutgoingCall, WiseAnswer } from './call-types';
import { callWise } from './call-wise';
import { readBody } from './read-body';
import { scanJson } from './scan-json';

/**
 * A call to Wise in the application's own name, for what is no customer's. The vault asks for the token, and renews one that
 * Wise no longer takes.
 *
 * @throws AppError ENVIRONMENT_OFF, ACCESS_ON_HOLD, CLIENT_REFUSED, CALL_NOT_ALLOWED, as `readBody` and `callWise`
 */
export async function callForApplication(
  ctx: VaultContext,
  environment: Environment,
  { method, target, request, apiKey, requestId, network }: AskedCall & Caller,
): Promise<WiseAnswer> {
  const client = ctx.wise.ofEnvironment(environment);
  if (client === undefined) throw new AppError('ENVIRONMENT_OFF');
  allowApplicationPath(target);
  const body = await readBody(request);
  // Not before: whoever sends slowly would be served after a hold.
  await refuseIfHeld(ctx.database.pool, environment);
  if (body.kind === 'stream') throw new AppError('MEDIA_TYPE_NOT_TAKEN', { log: 'an upload of nobody' });
  // Not for its members: what two readers would read in two ways goes nowhere.
  if (body.kind === 'buffer') scanJson(body.bytes);
  const call: OutgoingCall = {
    environment,
    clientId: client.config.clientId,
    connection: null,
    method,
    target,
    headers: headersToWise(request.headers),
    body,
    asked: request.headers,
    requestId,
  };
  const use = { purpose: 'application-call', apiKeyId: apiKey.id, requestId, network } as const;
  let renewed: ApplicationToken | undefined;
  let access: Secret | undefined;
  return callWise(ctx, client, call, {
    get: async () => {
      access = mustBeLive(renewed ?? (await ctx.applicationTokens.get(client))).access;
      await ctx.recordAccess({ ...use, connectionId: APPLICATION_IDS[environment], version: null });
      // as where it is handed out: a hold that somebody was told of meanwhile counts
      await refuseIfHeld(ctx.database.pool, environment);
      return access;
    },
    reject: async () => {
      if (access !== undefined) renewed = await ctx.applicationTokens.reject(client, access);
    },
  });
}
