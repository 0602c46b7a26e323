import { webLog } from '#web/http/log';
import type { Refused, SignInRequest } from './answer';
import type { SignInProblem } from './problems';

/** Why a sign-in was refused, for the log alone. Never what a person or their provider says about the person. */
export type Cause = { why: string } & Readonly<Record<string, string>>;

export type Refusal = { reason: SignInProblem; cause: Cause };

/** A refused sign-in, told in the log by one line with its cause: the page tells people little on purpose. */
export function refuse(
  { env, audience }: Pick<SignInRequest, 'env' | 'audience'>,
  { reason, cause }: Refusal,
  cookies: string[] = [],
): Refused {
  const facts = { audience, reason, ...cause };
  // Their own "no" is nothing to look into.
  if (reason === 'denied') webLog(env).info(facts, 'a sign-in was cancelled');
  else webLog(env).warn(facts, 'a sign-in was refused');
  return { kind: 'refused', reason, cookies };
}

/**
 * What failed at the provider or on the way to it, as a cause. Of the provider's own words only the code is kept
 * (RFC 6749 §5.2): its description may name the person. What openid-client says of an answer is kept: both issuers, the
 * algorithm, the times.
 */
export function causeOf(failure: unknown): Cause {
  if (failure === undefined) return { why: 'next-auth refused it without saying why' };
  if (!(failure instanceof Error)) return { why: 'something was thrown that is no error' };
  const answered = /^[a-z_]{1,60}(?= \(|$)/.exec(failure.message)?.[0];
  if (answered !== undefined) return { why: `the provider answered ${answered}` };
  const code = 'code' in failure && typeof failure.code === 'string' ? { code: failure.code } : {};
  return { why: failure.message.slice(0, 300), ...code };
}
