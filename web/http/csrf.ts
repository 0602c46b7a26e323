import { equalSecrets } from '#lib/hash/compare';
import { keyedHash } from '#lib/hash/tokens';
import { type WebEnv, webEnv } from '#web/env/web-env';

type Env = Pick<WebEnv, 'NEXTAUTH_SECRET'>;

/** The name of the hidden field in every form of a signed-in person. */
export const CSRF_FIELD = 'csrf';

/**
 * The form token of one session: put it in a hidden field named `CSRF_FIELD`. It is bound to the
 * session's id, so a token from another session, or from before a sign-in, is worth nothing.
 */
export function csrfToken(sessionId: string, env: Env = webEnv()): string {
  return keyedHash(env.NEXTAUTH_SECRET, 'csrf', sessionId);
}

export function isCsrfToken(value: string | undefined, sessionId: string, env: Env = webEnv()): boolean {
  return value !== undefined && equalSecrets(value, csrfToken(sessionId, env));
}
