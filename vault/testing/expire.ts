import type { Claimed } from './attempts';
import type { Harness, Linked } from './harness';

// By a second: `now()` in a column of milliseconds can round up into the future, and then nothing is over yet.
const A_SECOND_AGO = 'now() - make_interval(secs => 1)';

type GrantTime =
  | 'access_expires_at'
  | 'ending_until'
  | 'lease_expires_at'
  | 'next_refresh_at'
  | 'uncertain_until';
type Attempt = Pick<Claimed, 'attemptId'>;

/** What these grants wait for has come. */
export async function expireGrant(
  harness: Harness,
  time: GrantTime,
  ...links: readonly Linked[]
): Promise<void> {
  await harness.owner.query(
    `UPDATE vault.grants SET ${time} = ${A_SECOND_AGO} WHERE connection_id = ANY ($1)`,
    [links.map(({ id }) => id)],
  );
}

/** No answer came for this exchange in time. */
export async function expireDeadline(harness: Harness, { attemptId }: Attempt): Promise<void> {
  await harness.owner.query(`UPDATE exchanges SET deadline_at = ${A_SECOND_AGO} WHERE attempt_id = $1`, [
    attemptId,
  ]);
}

/** Nobody holds the grant of this exchange any more, and its pause is over. */
export async function expireExchangeLease(harness: Harness, { attemptId }: Attempt): Promise<void> {
  await harness.owner.query(
    `UPDATE vault.grants SET lease_expires_at = ${A_SECOND_AGO}, next_refresh_at = ${A_SECOND_AGO},
       uncertain_until = NULL
     WHERE attempt_id = $1`,
    [attemptId],
  );
}

/** Wise's answer to this exchange came so long ago, and nobody works on it. */
export async function ageExchange(harness: Harness, { attemptId }: Attempt, minutes: number): Promise<void> {
  await harness.owner.query(
    `UPDATE exchanges SET received_at = now() - $2 * interval '1 minute' WHERE attempt_id = $1`,
    [attemptId, minutes],
  );
  await expireExchangeLease(harness, { attemptId });
}
