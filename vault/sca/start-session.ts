import { appendAudit } from '#lib/audit/append';
import { AppError } from '#lib/errors/app-error';
import { Secret } from '#lib/log/secret';
import type { VaultContext } from '#vault/runtime/context';
import { callSca, readOneTimeToken } from '#vault/wise/one-time-token';
import { scaPaths } from '#vault/wise/paths';
import { callDirect } from './call-direct';
import { type Factor, payloadOf } from './pass-factor';
import { type RaisedChallenge, raiseChallenge } from './raise-challenge';
import { type Asker, refusedByWise, wiseAccess } from './wise-access';

/**
 * Begins an SCA session by hand, before a call needs one. It is a challenge that no call uses: once it is approved, Wise asks
 * for no approval of what is not risky for some minutes.
 *
 * @throws AppError as `passFactor`
 */
export async function startSession(
  ctx: VaultContext,
  { connectionId, ...asker }: { connectionId: string } & Asker,
): Promise<RaisedChallenge> {
  const { client, access, profileId } = await wiseAccess(ctx, connectionId, asker);
  const path = scaPaths(client.config.apiVersion).session(profileId);
  const deadlineMs = ctx.deadlines.apiCallMs;
  const outcome = await callSca(client, { method: 'POST', path, access, deadlineMs });
  if (outcome.kind !== 'ok') throw refusedByWise(outcome.kind);
  const token = readOneTimeToken(outcome.value.body);
  if (token === undefined) throw new AppError('WISE_ANSWER_LOST', { log: 'an SCA session without a token' });
  return raiseChallenge(ctx, {
    connectionId,
    description: {
      operation: 'session',
      method: 'POST',
      pathTemplate: '/v2/profiles/{id}/sca-sessions/authorise',
    },
    oneTimeToken: new Secret(token.oneTimeToken),
    apiKeyId: asker.apiKeyId,
    factorsLeft: token.factorsLeft.map((each) => each.join('|')),
  });
}

/**
 * Sets up a PIN or a device fingerprint of the customer at Wise, and notes by which key. Returns Wise's id of a fingerprint.
 *
 * @throws AppError FACTOR_EXISTS; FACTOR_REFUSED, also for a fourth device; as `passFactor`
 */
export async function enrolFactor(
  ctx: VaultContext,
  connectionId: string,
  { factor, value, ...asker }: Factor & { factor: 'pin' | 'device_fingerprint' } & Asker,
): Promise<string | null> {
  const wise = await wiseAccess(ctx, connectionId, asker);
  const paths = scaPaths(wise.client.config.apiVersion);
  const path = factor === 'pin' ? paths.pin(wise.profileId) : paths.devices(wise.profileId);
  const outcome = await callDirect(ctx, wise, { method: 'POST', path, payload: payloadOf(factor, value) });
  if (outcome.kind !== 'ok') throw refusedByWise(outcome.kind);
  const { environment } = wise.client.config;
  await appendAudit(ctx.database.db, {
    action: 'sca.factor_enrolled',
    actor: { kind: 'system', id: 'partner API' },
    ...{ connectionId, environment },
    detail: { factor, apiKey: asker.apiKeyId },
  });
  return /"deviceFingerprintId"\s*:\s*"?([\w-]{1,64})"?/.exec(outcome.value)?.[1] ?? null;
}
