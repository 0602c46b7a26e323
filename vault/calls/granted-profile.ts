import { AppError } from '#lib/errors/app-error';
import { scanJson } from './scan-json';

/** `profile`, `profileId`, `profile_id`, `PROFILE-ID`, `profile[id]`, `profileIds` …: whatever a lenient reader might take for one. */
const NAMES_A_PROFILE = /^profiles?(ids?)?$/;

const namesProfile = (key: string): boolean =>
  NAMES_A_PROFILE.test(key.toLowerCase().replace(/[^a-z0-9]/g, ''));

/**
 * Refuses a call that names another profile than the granted one, in its query or in its JSON body, at any depth. Digits are
 * compared as text: an id has up to 19, and 64 bits do not fit a double (W8).
 *
 * @throws AppError PROFILE_NOT_GRANTED; BAD_REQUEST for a body that is not JSON, or whose reading is open.
 */
export function refuseOtherProfiles(profileId: string, query: string, json: Buffer | null): void {
  const named = [...namedInQuery(query), ...(json === null ? [] : namedInJson(json))];
  if (named.some((value) => value !== profileId))
    throw new AppError('PROFILE_NOT_GRANTED', { log: 'another profile in the query or body' });
}

/** What a name still says when somebody decodes it a second time, or reads it without what we do not know. */
const PLAIN_NAME = /^[\w.[\]-]*$/;

/** `;` parts pairs too: some servers still read it so. */
function namedInQuery(query: string): string[] {
  const pairs = query
    .slice(1)
    .split(/[&;]/)
    .flatMap((pair) => [...new URLSearchParams(pair)]);
  if (!pairs.every(([key]) => PLAIN_NAME.test(key)))
    throw new AppError('BAD_REQUEST', { log: 'a name in the query of a call' });
  return pairs.filter(([key]) => namesProfile(key)).map(([, value]) => value);
}

/** `null` names none. */
function namedInJson(json: Buffer): string[] {
  return scanJson(json)
    .filter(({ key, value }) => namesProfile(key) && value !== 'null')
    .map(({ value }) => value);
}
