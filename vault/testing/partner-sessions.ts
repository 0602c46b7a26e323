import { sha256Bytes } from '#lib/hash/sha256';
import { newToken } from '#lib/hash/tokens';
import { type Claimed, claimedAttempt, consentOf } from './attempts';
import type { Harness } from './harness';

/** What web writes when a browser presses the button of a session's address: the raw value of its cookie. */
export async function openSession(harness: Harness, sessionId: string): Promise<string> {
  const token = newToken();
  await harness.owner.query(
    `UPDATE partner_sessions SET browser_hash = $2, opened_at = now() WHERE id = $1`,
    [sessionId, sha256Bytes(token)],
  );
  return token;
}

/** An attempt of the session that came back from Wise, as web leaves it after the claim. */
export async function sessionAttempt(
  harness: Harness,
  session: { id: string; customerId: string },
  user: { id: string; profileId: string },
): Promise<Claimed & { sessionId: string }> {
  const { code, profileId } = await consentOf(harness, user);
  const attempt = await claimedAttempt(harness, { customerId: session.customerId, code, profileId });
  await harness.owner.query('UPDATE connect_attempts SET session_id = $2 WHERE id = $1', [
    attempt.attemptId,
    session.id,
  ]);
  return { ...attempt, sessionId: session.id };
}

/** The code that web gives the browser on its way back to the partner. */
export async function completionCode(harness: Harness, sessionId: string): Promise<string> {
  const code = newToken();
  await harness.owner.query(
    `UPDATE partner_sessions SET completion_hash = $2, completion_expires_at = now() + interval '10 minutes'
     WHERE id = $1`,
    [sessionId, sha256Bytes(code)],
  );
  return code;
}
