import { type Environment, readEnvironment } from '#lib/env/wise';
import { readDay } from '#lib/text/day';
import { readUuid } from '#lib/text/uuid';
import type { SearchParams } from './staff-filter';

/** A window that is longer is asked for in pieces, or at the command line. */
export const EXPOSURE_MAX_DAYS = 92;
const DAY_MS = 86_400_000;
/** RFC 6749 appendix A.1. */
const CLIENT_ID = /^[\x20-\x7e]{1,200}$/;

/** After which line a page begins. */
export type ExposurePlace = { day: string; keyId: string; connectionId: string; purpose: string };

/** Uses between two times; of one environment, key, connection, client or encryption key where it says so. */
export type ExposureFilter = {
  from: Date;
  to: Date;
  environment?: Environment | undefined;
  keyId?: string | undefined;
  connectionId?: string | undefined;
  clientId?: string | undefined;
  /** As it was asked for: whether there is such a key, the database knows. */
  ringKeyId?: string | undefined;
  after?: ExposurePlace | undefined;
};

/** What a window is narrowed to and cannot be: a mistyped one must not read as "nothing was used", nor as all there is. */
export type Unknown = 'key' | 'connection' | 'client' | 'ringKey';

/**
 * The filter in the page's address. Without times: the last day.
 *
 * @returns `days`: the window ends before it begins, or is longer than is read at once; `key`, `connection`, `client`: what it
 *   is narrowed to cannot be the id of one.
 */
export function parseExposureFilter(
  params: SearchParams,
  now = new Date(),
): ExposureFilter | 'days' | Exclude<Unknown, 'ringKey'> {
  const to = readTime(params.to) ?? now;
  const from = readTime(params.from) ?? new Date(to.getTime() - DAY_MS);
  const span = to.getTime() - from.getTime();
  if (span <= 0 || span > EXPOSURE_MAX_DAYS * DAY_MS) return 'days';
  const [keyId, connection, clientId] = [params.key, params.connection, params.client].map(
    (param) => textOf(param) || undefined,
  );
  const connectionId = readUuid(connection);
  if (keyId !== undefined && !/^[0-9a-f]{16}$/.test(keyId)) return 'key';
  if (connection !== undefined && connectionId === undefined) return 'connection';
  if (clientId !== undefined && !CLIENT_ID.test(clientId)) return 'client';
  return {
    ...{ from, to, keyId, connectionId, clientId },
    environment: readEnvironment(params.environment),
    ringKeyId: textOf(params['encryption-key']) || undefined,
    after: readPlace(textOf(params.after), { from, to }),
  };
}

/** As it stands in an address. */
export function exposureHref({ from, to, after, ...filter }: ExposureFilter): string {
  const { environment, keyId, connectionId, clientId, ringKeyId } = filter;
  const query = new URLSearchParams({ from: minuteOf(from), to: minuteOf(to) });
  if (environment !== undefined) query.set('environment', environment);
  if (keyId !== undefined) query.set('key', keyId);
  if (connectionId !== undefined) query.set('connection', connectionId);
  if (clientId !== undefined) query.set('client', clientId);
  if (ringKeyId !== undefined) query.set('encryption-key', ringKeyId);
  if (after !== undefined)
    query.set('after', [after.day, after.keyId, after.connectionId, after.purpose].join('_'));
  return `/staff/incidents/exposure?${query}`;
}

/** A browser's field of a time has no zone: it is UTC here, as its label says. */
export const minuteOf = (at: Date): string => at.toISOString().slice(0, 16);

/** What writes every single use of the window. */
export function exposureCommand({ from, to, ...filter }: ExposureFilter): string {
  const { environment, keyId, connectionId, clientId, ringKeyId } = filter;
  const words = ['npm run access-records --', `--from ${minuteOf(from)}Z`, `--to ${minuteOf(to)}Z`];
  if (environment !== undefined) words.push(`--environment ${environment}`);
  if (connectionId !== undefined) words.push(`--connection ${connectionId}`);
  if (keyId !== undefined) words.push(`--key ${keyId}`);
  // it comes from an address that anybody may have written, and goes into a shell
  if (clientId !== undefined) words.push(`--client ${quoted(clientId)}`);
  if (ringKeyId !== undefined) words.push(`--encryption-key ${quoted(ringKeyId)}`);
  return words.join(' ');
}

const quoted = (text: string) =>
  /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

type Param = string | string[] | undefined;
const textOf = (param: Param): string => (typeof param === 'string' ? param.trim() : '');

function readTime(param: Param): Date | undefined {
  const text = textOf(param);
  const [, day, minute] = /^(.{10})T(\d\d:\d\d)$/.exec(text) ?? [];
  if (readDay(day) === undefined) return undefined;
  const at = new Date(`${day}T${minute}:00Z`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/** One of the window: a page reads each day from its place on. */
function readPlace(
  text: string,
  { from, to }: Pick<ExposureFilter, 'from' | 'to'>,
): ExposurePlace | undefined {
  const [, given, keyId, connection, purpose] =
    /^(.{10})_([0-9a-f]{16}|)_([0-9a-f-]{36})_([a-z-]{1,40})$/.exec(text) ?? [];
  const [day, connectionId] = [readDay(given), readUuid(connection)];
  if (day === undefined || keyId === undefined || connectionId === undefined || purpose === undefined)
    return undefined;
  const isWithin = day >= minuteOf(from).slice(0, 10) && day <= minuteOf(to).slice(0, 10);
  return isWithin ? { day, keyId, connectionId, purpose } : undefined;
}
