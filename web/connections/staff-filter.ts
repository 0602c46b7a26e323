import { CONNECTION_REASONS, type ConnectionReason } from '#lib/contract/connections';
import { MATCH_VERDICTS, type MatchVerdict } from '#lib/contract/matching';
import { ConnectionStatus, Environment, ProfileType } from '#lib/db/generated/enums';
import { type Cursor, formatCursor, parseCursor } from '#lib/text/cursor';
import { readDay } from '#lib/text/day';
import { toStorable } from '#lib/text/storable';
import { readUuid } from '#lib/text/uuid';
import { STAFF_COLUMNS, STAFF_SORTS, type StaffColumn, type StaffSort } from './staff-list-choices';

/** What narrows the list; every field has passed its checks, so it may go into a query. */
export type StaffNarrowing = {
  search: string;
  status: ConnectionStatus | undefined;
  environment: Environment | undefined;
  reason: ConnectionReason | undefined;
  profile: ProfileType | undefined;
  /** Whether money can move: `unknown` where Wise has said nothing. */
  money: 'yes' | 'no' | 'unknown' | undefined;
  /** Whether the profile is the customer's own, where it was compared. */
  match: MatchVerdict | undefined;
  /** Days in UTC, as YYYY-MM-DD; the last one counts. */
  connectedFrom: string | undefined;
  connectedTo: string | undefined;
  usedFrom: string | undefined;
  usedTo: string | undefined;
  /** Not used within UNUSED_DAYS, though it has been there as long. */
  unused: boolean;
  /** The id of a member of staff, or `none`. */
  owner: string | undefined;
  note: boolean;
  /** Active, and its renewals have failed several times in a row. */
  failing: boolean;
  /** Whether staff have put it off. */
  snoozed: 'yes' | 'no' | undefined;
};

/** What the staff asked the list for. */
export type StaffFilter = StaffNarrowing & {
  sort: StaffSort;
  /** Undefined: those that everybody sees at first. */
  columns: readonly StaffColumn[] | undefined;
  position: { direction: 'after' | 'before'; cursor: Cursor } | undefined;
};

export type SearchParams = Readonly<Record<string, string | string[] | undefined>>;

export const STAFF_LIST = '/staff/connections';
export const MAX_SEARCH_LENGTH = 120;

/** The form's and the address's words, checked; whatever is not understood is left out, never an error page. */
export function parseStaffFilter(params: SearchParams): StaffFilter {
  const owner = only(params.owner);
  return {
    search: searchText(only(params.q)),
    status: oneOf(Object.values(ConnectionStatus), only(params.status)),
    environment: oneOf(Object.values(Environment), only(params.environment)),
    reason: oneOf(CONNECTION_REASONS, only(params.reason)),
    profile: oneOf(Object.values(ProfileType), only(params.profile)),
    money: oneOf(['yes', 'no', 'unknown'] as const, only(params.money)),
    match: oneOf(MATCH_VERDICTS, only(params.match)),
    connectedFrom: readDay(only(params.connected_from)),
    connectedTo: readDay(only(params.connected_to)),
    usedFrom: readDay(only(params.used_from)),
    usedTo: readDay(only(params.used_to)),
    unused: only(params.unused) === 'yes',
    owner: owner === 'none' ? owner : readUuid(owner),
    note: only(params.note) === 'yes',
    failing: only(params.refresh) === 'failing',
    snoozed: oneOf(['yes', 'no'] as const, only(params.snoozed)),
    sort: oneOf(STAFF_SORTS, only(params.sort)) ?? 'newest',
    columns: columns(params.columns),
    position: position(only(params.after), only(params.before)),
  };
}

/** The words of an address that say this; a filter that is not given is left out. */
export function staffListQuery(filter: Partial<StaffFilter>): URLSearchParams {
  const words: [string, string | undefined][] = [
    ['q', filter.search],
    ['status', filter.status],
    ['environment', filter.environment],
    ['reason', filter.reason],
    ['profile', filter.profile],
    ['money', filter.money],
    ['match', filter.match],
    ['connected_from', filter.connectedFrom],
    ['connected_to', filter.connectedTo],
    ['used_from', filter.usedFrom],
    ['used_to', filter.usedTo],
    ['unused', filter.unused === true ? 'yes' : undefined],
    ['owner', filter.owner],
    ['note', filter.note === true ? 'yes' : undefined],
    ['refresh', filter.failing === true ? 'failing' : undefined],
    ['snoozed', filter.snoozed],
    ['sort', filter.sort === 'newest' ? undefined : filter.sort],
    ...(filter.columns ?? []).map((column): [string, string] => ['columns', column]),
  ];
  return new URLSearchParams(
    words.filter((word): word is [string, string] => word[1] !== undefined && word[1] !== ''),
  );
}

/** The address of the list with these filters: the address is the whole state of the screen. */
export function staffListHref(filter: Partial<StaffFilter>, position?: StaffFilter['position']): string {
  const query = staffListQuery(filter);
  if (position !== undefined) query.set(position.direction, formatCursor(position.cursor));
  return query.size === 0 ? STAFF_LIST : `${STAFF_LIST}?${query}`;
}

/** True when a filter narrows the list; order, columns and page do not. */
export function isNarrowed(filter: StaffFilter): boolean {
  return staffListQuery({ ...filter, sort: 'newest', columns: undefined }).size > 0;
}

function columns(given: string | string[] | undefined): readonly StaffColumn[] | undefined {
  const chosen = STAFF_COLUMNS.filter((column) => [given].flat().includes(column));
  return chosen.length === 0 ? undefined : chosen;
}

function position(after: string, before: string): StaffFilter['position'] {
  const forward = parseCursor(after);
  if (forward !== undefined) return { direction: 'after', cursor: forward };
  const backward = parseCursor(before);
  return backward === undefined ? undefined : { direction: 'before', cursor: backward };
}

// A repeated parameter has no one meaning: it counts as absent.
function only(value: string | string[] | undefined): string {
  return typeof value === 'string' ? value : '';
}

function searchText(text: string): string {
  return Array.from(toStorable(text)).slice(0, MAX_SEARCH_LENGTH).join('').trim();
}

function oneOf<Member extends string>(members: readonly Member[], value: string): Member | undefined {
  return members.find((member) => member === value);
}
