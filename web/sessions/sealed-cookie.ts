import 'server-only';
import { decode, encode } from 'next-auth/jwt';
import type { WebEnv } from '#web/env/web-env';

type Env = Pick<WebEnv, 'NEXTAUTH_SECRET'>;

/** A value for a cookie, encrypted as next-auth encrypts its own: the salt makes the key, so it opens with the same one alone. */
export const sealForCookie = (
  env: Env,
  salt: string,
  token: Record<string, unknown>,
  maxAge: number,
): Promise<string> => encode({ token, salt, secret: env.NEXTAUTH_SECRET.reveal(), maxAge });

/** What such a value holds; undefined when it is too old, cut off, or none of ours. */
export async function openFromCookie(env: Env, salt: string, token: string): Promise<unknown> {
  try {
    return await decode({ token, salt, secret: env.NEXTAUTH_SECRET.reveal() });
  } catch {
    return undefined;
  }
}
