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
import { recordApplication } from './record-application';
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
  { method, target, request, ...caller }: AskedCall & Caller,
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
    requestId: caller.requestId,
  };
  let renewed: ApplicationToken | undefined;
  let access: Secret | undefined;
  return callWise(ctx, client, call, {
    get: async () => {
      access = mustBeLive(renewed ?? (await ctx.applicationTokens.get(client))).access;
      await recordApplication(ctx, client.config, 'application-call', caller);
      return access;
    },
    reject: async () => {
      if (access !== undefined) renewed = await ctx.applicationTokens.reject(client, access);
    },
  });
}
