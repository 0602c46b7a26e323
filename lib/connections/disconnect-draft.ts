import 'server-only';
import { z } from 'zod';
import type { WebEnv } from '#lib/env/web';
import { clearCookie, readCookie, setCookie } from '#lib/http/cookies';

/** Who wrote a reason, and for which connection: nobody else's form is filled with it. */
type Draft = { staffId: string; connectionId: string; reason: string };

type CookieEnv = Pick<WebEnv, 'APP_URL'>;

/** As long as a sign-in may take. */
const KEPT_SECONDS = 15 * 60;

const schema = z.object({ staffId: z.string(), connectionId: z.string(), reason: z.string().max(500) });

/** Keeps a typed reason in the browser while its writer signs in again: 500 characters fit into a cookie. */
export function keepDraft(env: CookieEnv, draft: Draft): string {
  return setCookie(
    env,
    'cw-staff-draft',
    Buffer.from(JSON.stringify(draft)).toString('base64url'),
    KEPT_SECONDS,
  );
}

export function forgetDraft(env: CookieEnv): string {
  return clearCookie(env, 'cw-staff-draft');
}

/** The reason that this person wrote for this connection a moment ago, or undefined. */
export function readDraft(
  headers: { get(name: string): string | null },
  env: CookieEnv,
  wanted: Omit<Draft, 'reason'>,
): string | undefined {
  const kept = schema.safeParse(parseJson(readCookie(headers, env, 'cw-staff-draft')));
  const isTheirs = kept.data?.staffId === wanted.staffId && kept.data.connectionId === wanted.connectionId;
  return isTheirs ? kept.data?.reason : undefined;
}

function parseJson(value = ''): unknown {
  try {
    return JSON.parse(Buffer.from(value, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
