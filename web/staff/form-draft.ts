import 'server-only';
import * as z from 'zod';
import type { StaffAct } from '#lib/contract/people';
import { sha256Hex } from '#lib/hash/sha256';
import { type WebEnv, webEnv } from '#web/env/web-env';
import { clearCookie, type DraftCookie } from '#web/http/cookies';
import { keepDraft as keep, readDraft as read } from '#web/http/form-draft';

/** What somebody typed into a form, by field. */
export type Typed = Readonly<Record<string, string>>;

/** Whose it is, and which form: what it does and on what, in a few words. */
export type DraftOf = { staffId: string; form: string };

/** The form of an act on one connection. */
export const connectionForm = (act: StaffAct, connectionId: string): string => `${act} ${connectionId}`;

/** A form of an incident's page, by where it stands there. */
export const incidentForm = (incidentId: string, at: string): string => `incident ${incidentId} ${at}`;

/** The form that asks a second person for an incident. */
export const ASK_FORM = 'incident.place';

/** The forms that place a hold and release one. */
export const PLACE_FORM = 'hold.place';
export const releaseForm = (holdId: string): string => `hold.release ${holdId}`;

/** The form that starts a list of connections. */
export const bulkForm = (bulkActId: string): string => `bulk.start ${bulkActId}`;

/** The form that lets a colleague in. */
export const INVITE_FORM = 'staff.invite';

/** The form that names a view of the list. */
export const VIEW_FORM = 'view.save';

/** Forms of one's own account. */
export const NOTIFICATIONS_FORM = 'notifications';
export const ADD_PASSKEY_FORM = 'passkey.add';
export const renameForm = (passkeyId: string): string => `passkey.rename ${passkeyId}`;

/** The form that stores a token of an account of ours: the token itself has no name, so it is never kept. */
export const ADD_ACCOUNT_FORM = 'own account.add';

/** The form that exports the audit trail. */
export const EXPORT_TRAIL_FORM = 'audit.export';

type CookieEnv = Pick<WebEnv, 'APP_URL'>;
type HeaderReader = { get(name: string): string | null };

/** As long as a sign-in may take. */
const KEPT_SECONDS = 15 * 60;

const typedSchema = z.record(z.string(), z.string());

/** Nobody else's form is filled with it, nor another form: each has a cookie of its own. */
const base = ({ staffId, form }: DraftOf): DraftCookie =>
  `cw-draft-${sha256Hex(`${staffId} ${form}`).slice(0, 16)}`;

/** The Set-Cookie values that keep what was typed, while its form is refused or its writer signs in again. */
export function keepDraft(
  headers: HeaderReader,
  of: DraftOf,
  typed: Typed,
  env: CookieEnv = webEnv(),
): string[] {
  return keep(env, headers, base(of), { value: typed, seconds: KEPT_SECONDS });
}

export function forgetDraft(of: DraftOf, env: CookieEnv = webEnv()): string {
  return clearCookie(env, base(of));
}

/** What this person typed a moment ago, form by form; no field where there is nothing. */
export function draftsOf(
  headers: HeaderReader,
  { staffId }: Pick<DraftOf, 'staffId'>,
  env: CookieEnv = webEnv(),
): (form: string) => Typed {
  return (form) => typedSchema.safeParse(read(env, headers, base({ staffId, form }))).data ?? {};
}
