import { AppError } from '#lib/errors/app-error';
import type { CallTarget } from './call-types';

/** Wise's ids, words, currencies and file names need no more. No `%`, `;` or backslash: no second reading is possible. */
const SEGMENT = /^[A-Za-z0-9._~-]{1,100}$/;
/** `/v1/…` or by quarter, `/2026Q4/…` (docs/wise.md 8.5). */
const VERSION = /^(v[1-9]|20[2-9]\d[Qq][1-4])$/;
const QUERY = /^\?[\x21-\x7e]*$/;
const WORD = /^[a-z]+(-[a-z]+)*(\.(json|pdf))?$/;
const LONGEST_QUERY = 4_096;

/**
 * The path and query of a call at Wise, from the raw text of the caller's address: nothing was decoded or resolved before.
 * Both are sent on byte for byte, so what was checked here is what Wise reads.
 *
 * @throws AppError BAD_REQUEST for encoded characters, dot segments, empty segments, and whatever the URL standard would
 *   write in another way.
 */
export function readTarget(raw: string): CallTarget {
  const at = raw.indexOf('?');
  const path = at === -1 ? raw : raw.slice(0, at);
  const query = at === -1 ? '' : raw.slice(at);
  const [start, version = '', ...segments] = path.split('/');
  if (start !== '' || !VERSION.test(version)) throw unreadable('no version of Wise’s API');
  if (segments.length === 0 || !segments.every((each) => SEGMENT.test(each) && !/^\.+$/.test(each)))
    throw unreadable('a segment');
  if (query.length > LONGEST_QUERY || (query !== '' && !QUERY.test(query))) throw unreadable('the query');
  const { pathname, search, hash } = new URL(path + query, 'https://wise.invalid');
  if (pathname !== path || (search !== query && query !== '?') || hash !== '')
    throw unreadable('another normal form');
  const words = segments.map((each) => (WORD.test(each) && each.length <= 40 ? each : '{}'));
  return { path, query, segments, template: ['', version, ...words].join('/') };
}

function unreadable(what: string): AppError {
  return new AppError('BAD_REQUEST', { log: `the path of a call: ${what}` });
}
