import 'server-only';
import { z } from 'zod';
import type { WebEnv } from '#web/env/web-env';
import { clearCookie, type DraftCookie } from '#web/http/cookies';
import { keepDraft as keep, readDraft as read } from '#web/http/form-draft';

/** Of one of the two forms: staff's own reason, or what they say of the customer's withdrawal. */
const typedSchema = z.union([
  z.strictObject({ reason: z.string().max(2_000) }),
  z.strictObject({ channel: z.string(), receivedOn: z.string(), reference: z.string().max(2_000) }),
]);
export type Typed = z.output<typeof typedSchema>;

/** Who typed it, and for which connection: nobody else's form is filled with it. */
type Draft = { staffId: string; connectionId: string; typed: Typed };

type CookieEnv = Pick<WebEnv, 'APP_URL'>;
type HeaderReader = { get(name: string): string | null };

/** As long as a sign-in may take. */
const KEPT_SECONDS = 15 * 60;

const schema = z.object({ staffId: z.string(), connectionId: z.string(), typed: typedSchema });

const base = (connectionId: string): DraftCookie =>
  `cw-draft-disconnect-${connectionId.replace(/[^0-9a-z]/gi, '').slice(0, 12)}`;

/** Keeps what was typed in the browser while its form is refused or its writer signs in again. */
export function keepDraft(env: CookieEnv, headers: HeaderReader, draft: Draft): string[] {
  return keep(env, headers, base(draft.connectionId), { value: draft, seconds: KEPT_SECONDS });
}

export function forgetDraft(env: CookieEnv, connectionId: string): string {
  return clearCookie(env, base(connectionId));
}

/** What this person typed for this connection a moment ago, or undefined. */
export function readDraft(
  headers: HeaderReader,
  env: CookieEnv,
  wanted: Omit<Draft, 'typed'>,
): Typed | undefined {
  const kept = schema.safeParse(read(env, headers, base(wanted.connectionId)));
  const isTheirs = kept.data?.staffId === wanted.staffId && kept.data.connectionId === wanted.connectionId;
  return isTheirs ? kept.data?.typed : undefined;
}
