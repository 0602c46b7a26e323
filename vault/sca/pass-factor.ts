import type { ScaPhoneChannel } from '#lib/contract/sca';
import { AppError } from '#lib/errors/app-error';
import type { Secret } from '#lib/log/secret';
import type { VaultContext } from '#vault/runtime/context';
import { asState, callSca, type OneTimeTokenState, type ScaOutcome } from '#vault/wise/one-time-token';
import { scaPaths } from '#vault/wise/paths';
import { noteState } from './ask-wise';
import { callDirect } from './call-direct';
import { openOneTimeToken } from './challenge-row';
import type { Challenge } from './read-challenge';
import { type Asker, refusedByWise, type WiseAccess, wiseAccess } from './wise-access';

/** What the customer gave in the partner's own app. */
export type Factor = { factor: 'pin' | 'device_fingerprint' | ScaPhoneChannel; value: Secret };

/** Wise's rule, as it documents it for v1: so many failures in a row, and the user is blocked so long. */
const FAILURES = 5;
const BLOCK_SECONDS = 900;

/**
 * Passes a factor of the customer on to Wise, for partners that Wise lets do so. The value is neither kept nor logged.
 *
 * @throws AppError CHALLENGE_USED, CHALLENGE_EXPIRED, FACTORS_LOCKED (nothing was sent), FACTOR_REFUSED, FACTOR_NOT_SET_UP,
 *   WISE_TOKEN_REFUSED, WISE_RATE_LIMITED, WISE_ANSWER_LOST, WISE_UNAVAILABLE; as `vend`.
 */
export async function passFactor(
  ctx: VaultContext,
  challenge: Challenge,
  { factor, value, ...asker }: Factor & Asker,
): Promise<void> {
  refuseUnlessOpen(challenge);
  const wise = await wiseAccess(ctx, challenge.connectionId, asker);
  const outcome = await send(ctx, wise, await openOneTimeToken(ctx, challenge), { factor, value });
  if (outcome.kind === 'ok') {
    await noteState(ctx, challenge.challengeId, outcome.value, { hasPassed: true });
    return;
  }
  if (outcome.kind === 'refused' && (await noteFailure(ctx, challenge))) throw locked(BLOCK_SECONDS);
  throw refusedByWise(outcome.kind);
}

/**
 * Has Wise send the customer a code. Returns the number that it went to, as Wise masks it.
 *
 * @throws AppError as `passFactor`
 */
export async function sendPhoneCode(
  ctx: VaultContext,
  challenge: Challenge,
  { channel, ...asker }: { channel: ScaPhoneChannel } & Asker,
): Promise<string> {
  refuseUnlessOpen(challenge);
  const { client, access } = await wiseAccess(ctx, challenge.connectionId, asker);
  const outcome = await callSca(client, {
    method: 'POST',
    path: scaPaths(client.config.apiVersion).phoneTrigger(channel),
    access,
    oneTimeToken: await openOneTimeToken(ctx, challenge),
    deadlineMs: ctx.deadlines.apiCallMs,
  });
  if (outcome.kind !== 'ok') throw refusedByWise(outcome.kind);
  return /"obfuscatedPhoneNo"\s*:\s*"([*+\d ]{1,30})"/.exec(outcome.value.body)?.[1] ?? '';
}

function refuseUnlessOpen({ state, lockedSeconds }: Challenge): void {
  if (state === 'used') throw new AppError('CHALLENGE_USED');
  if (state === 'expired') throw new AppError('CHALLENGE_EXPIRED');
  if (state === 'locked') throw locked(lockedSeconds);
}

const locked = (seconds: number) =>
  new AppError('FACTORS_LOCKED', { retryAfterSeconds: Math.max(1, seconds) });

async function send(
  ctx: VaultContext,
  wise: WiseAccess,
  oneTimeToken: Secret,
  { factor, value }: Factor,
): Promise<ScaOutcome<OneTimeTokenState>> {
  const { client, access, profileId } = wise;
  const paths = scaPaths(client.config.apiVersion);
  if (factor === 'pin' || factor === 'device_fingerprint') {
    const path = factor === 'pin' ? paths.pinVerify(profileId) : paths.deviceVerify(profileId);
    const payload = payloadOf(factor, value);
    const answer = await callDirect(ctx, wise, { method: 'POST', path, oneTimeToken, payload });
    return answer.kind === 'ok' ? asState(answer.value) : answer;
  }
  const answer = await callSca(client, {
    method: 'POST',
    path: paths.phoneVerify(factor),
    access,
    oneTimeToken,
    body: JSON.stringify({ otpCode: value.reveal() }),
    deadlineMs: ctx.deadlines.apiCallMs,
  });
  return answer.kind === 'ok' ? asState(answer.value.body) : answer;
}

/** As Wise names the two that it wants encrypted. */
export function payloadOf(factor: 'pin' | 'device_fingerprint', value: Secret): Record<string, string> {
  return factor === 'pin' ? { pin: value.reveal() } : { deviceFingerprint: value.reveal() };
}

/** True when this failure makes so many that Wise blocks the user: no more is sent for as long. */
async function noteFailure({ database }: VaultContext, { challengeId }: Challenge): Promise<boolean> {
  const [row] = await database.db.$queryRaw<{ failures: number }[]>`
    UPDATE vault.sca_challenges SET failures = failures + 1,
      locked_until = CASE WHEN failures + 1 >= ${FAILURES}::int
        THEN now() + make_interval(secs => ${BLOCK_SECONDS}::int) ELSE locked_until END
    WHERE id = ${challengeId}::uuid RETURNING failures`;
  return (row?.failures ?? 0) >= FAILURES;
}
