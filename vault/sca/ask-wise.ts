import { vend } from '#vault/grants/vend';
import type { VaultContext } from '#vault/runtime/context';
import { askOneTimeToken, type OneTimeTokenState } from '#vault/wise/one-time-token';
import { openOneTimeToken } from './challenge-row';
import type { Challenge } from './read-challenge';
import { type Asker, approvalUse } from './wise-access';

/** A page that looks again every few seconds must not ask Wise each time. */
const ASK_EVERY_SECONDS = 2;

/**
 * Asks Wise how an open challenge stands and notes it: what is left to pass, whether it is approved, and an earlier end
 * than ours. An answer that says nothing changes nothing: Wise documents none for a token that is over.
 */
export async function askHowItStands(ctx: VaultContext, challenge: Challenge, asker: Asker): Promise<void> {
  const client = ctx.wise.find(challenge);
  if (client === undefined || !isOpen(challenge) || !(await mayAsk(ctx, challenge))) return;
  const { access } = await vend(ctx, challenge.connectionId, { use: approvalUse(asker) });
  const oneTimeToken = await openOneTimeToken(ctx, challenge);
  const answer = await askOneTimeToken(client, { access, oneTimeToken, deadlineMs: ctx.deadlines.apiCallMs });
  if (answer.kind === 'ok') await noteState(ctx, challenge.challengeId, answer.value);
  else
    ctx.log.info(
      { challengeId: challenge.challengeId, outcome: answer.kind },
      'Wise does not say how an approval stands',
    );
}

const isOpen = ({ state }: Challenge): boolean => state === 'pending' || state === 'locked';

async function mayAsk({ database }: VaultContext, { challengeId }: Challenge): Promise<boolean> {
  const asked = await database.db.$executeRaw`
    UPDATE vault.sca_challenges SET asked_at = now()
    WHERE id = ${challengeId}::uuid AND token IS NOT NULL
      AND coalesce(asked_at <= now() - make_interval(secs => ${ASK_EVERY_SECONDS}::int), true)`;
  return asked === 1;
}

/** Notes what Wise said. A factor that passed ends the count of those that did not. */
export async function noteState(
  { database }: VaultContext,
  challengeId: string,
  { factorsLeft, validity }: OneTimeTokenState,
  { hasPassed = false } = {},
): Promise<void> {
  const left = factorsLeft.map((each) => each.join('|'));
  await database.db.$executeRaw`
    UPDATE vault.sca_challenges SET factors_left = ${left}::text[],
      approved_at = CASE WHEN ${left.length === 0} THEN coalesce(approved_at, now()) END,
      failures = CASE WHEN ${hasPassed} THEN 0 ELSE failures END,
      locked_until = CASE WHEN NOT ${hasPassed} THEN locked_until END,
      expires_at = least(expires_at, now() + make_interval(secs => ${validity ?? null}::float8))
    WHERE id = ${challengeId}::uuid AND used_at IS NULL`;
}
