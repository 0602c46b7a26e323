import { AppError } from '#lib/errors/app-error';
import type { CallMethod, CallTarget } from './call-types';
import { type Member, scanJson } from './scan-json';

/** `profile`, `profileId`, `profile_id`, `PROFILE-ID`, `profile[id]`, `profileIds` …: whatever a lenient reader might take for one. */
const IS_PROFILE = /^profiles?(ids?)?$/;
/** `sourceProfile`, `profileIdTo`, `filter[profileId]` …: with a number as its value it names one too. */
const NUMBERS = /^[\s+-]*\d[\d\s.,e+-]*$/i;
/** What Wise means for somebody else: the person who holds a card of a business (openapi.yml, cardOrderCreate). */
const OF_OTHERS = new Set(['cardholderprofileid']);

const bareOf = (key: string): string => key.toLowerCase().replace(/[^a-z0-9]/g, '');
const isProfile = ({ key }: Member): boolean => IS_PROFILE.test(bareOf(key));

function namesProfile({ key, value }: Member): boolean {
  const bare = bareOf(key);
  if (IS_PROFILE.test(bare)) return true;
  return bare.includes('profile') && !OF_OTHERS.has(bare) && NUMBERS.test(value);
}

/**
 * Refuses a call that names another profile than the granted one, in its query or in its JSON body, at any depth. Digits are
 * compared as text: an id has up to 19, and 64 bits do not fit a double (W8).
 *
 * @throws AppError PROFILE_NOT_GRANTED; BAD_REQUEST for a body that is not JSON, or whose reading is open.
 */
export function refuseOtherProfiles(profileId: string, query: string, json: Buffer | null): void {
  const named = [...membersOf(query), ...membersIn(json)].filter(namesProfile);
  if (named.some(({ value }) => value !== profileId))
    throw new AppError('PROFILE_NOT_GRANTED', { log: 'another profile in the query or body' });
}

/**
 * Where Wise chooses a profile for a call that names none: the user's personal one (openapi.yml: recipientList, transferList),
 * whichever was granted. Where it names no default we assume the same.
 */
const CHOSEN_BY_WISE: readonly string[] = [
  'GET accounts',
  'POST accounts',
  'GET addresses',
  'POST addresses',
  'GET borderless-accounts',
  'GET transfers',
];

type UnscopedCall = {
  method: CallMethod;
  target: Pick<CallTarget, 'segments' | 'query'>;
  json: Buffer | null;
};

/**
 * Refuses a call that leaves it to Wise which profile it is about: in the query of a GET, else in the body, it has to be named.
 *
 * @throws AppError PROFILE_NOT_GRANTED
 */
export function refuseUnnamedProfile({ method, target, json }: UnscopedCall): void {
  if (!CHOSEN_BY_WISE.includes(`${method} ${target.segments.join('/')}`)) return;
  const named = method === 'GET' ? membersOf(target.query) : membersIn(json);
  if (!named.some(isProfile))
    throw new AppError('PROFILE_NOT_GRANTED', { log: 'no profile, and Wise would choose' });
}

/** The first profile that a path names. It says nothing about the rest of the call. */
export function profileInPath({ segments }: Pick<CallTarget, 'segments'>): string | undefined {
  return segments.find((each, at) => /^\d{1,19}$/.test(each) && segments[at - 1] === 'profiles');
}

/** The same of a query; undefined also for one that cannot be read. */
export function profileInQuery({ query }: Pick<CallTarget, 'query'>): string | undefined {
  const value = query === '' ? undefined : new URLSearchParams(query).get('profile');
  return value !== null && value !== undefined && /^\d{1,19}$/.test(value) ? value : undefined;
}

/** What a name still says when somebody decodes it a second time, or reads it without what we do not know. */
const PLAIN_NAME = /^[\w.[\]-]*$/;

/** `;` parts pairs too: some servers still read it so. */
function membersOf(query: string): Member[] {
  const pairs = query
    .slice(1)
    .split(/[&;]/)
    .flatMap((pair) => [...new URLSearchParams(pair)]);
  if (!pairs.every(([key]) => PLAIN_NAME.test(key)))
    throw new AppError('BAD_REQUEST', { log: 'a name in the query of a call' });
  return pairs.map(([key, value]) => ({ key, value }));
}

/** `null` is no value. */
const membersIn = (json: Buffer | null): Member[] =>
  json === null ? [] : scanJson(json).filter(({ value }) => value !== 'null');
