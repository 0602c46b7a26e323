import { ConnectionStatus, Environment } from '#lib/db/generated/enums';
import { type Cursor, formatCursor, parseCursor } from '#lib/text/cursor';
import { toStorable } from '#lib/text/storable';

/** What the staff asked the list for; every field has passed its checks, so it may go into a query. */
export type StaffFilter = {
  search: string;
  status: ConnectionStatus | undefined;
  environment: Environment | undefined;
  position: { direction: 'after' | 'before'; cursor: Cursor } | undefined;
};

export type SearchParams = Readonly<Record<string, string | string[] | undefined>>;

export const MAX_SEARCH_LENGTH = 120;

/** The form's and the address's words, checked; whatever is not understood is left out, never an error page. */
export function parseStaffFilter(params: SearchParams): StaffFilter {
  return {
    search: searchText(only(params.q)),
    status: memberOf(ConnectionStatus, only(params.status)),
    environment: memberOf(Environment, only(params.environment)),
    position: position(only(params.after), only(params.before)),
  };
}

/** The address of the list with these filters: the address is the whole state of the screen. */
export function staffListHref(
  filter: Pick<StaffFilter, 'search' | 'status' | 'environment'>,
  position?: StaffFilter['position'],
): string {
  const query = new URLSearchParams();
  if (filter.search !== '') query.set('q', filter.search);
  if (filter.status !== undefined) query.set('status', filter.status);
  if (filter.environment !== undefined) query.set('environment', filter.environment);
  if (position !== undefined) query.set(position.direction, formatCursor(position.cursor));
  return query.size === 0 ? '/staff/connections' : `/staff/connections?${query}`;
}

/** True when a filter narrows the list; a page position alone does not. */
export function isNarrowed(filter: StaffFilter): boolean {
  return filter.search !== '' || filter.status !== undefined || filter.environment !== undefined;
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

function memberOf<T extends string>(members: Readonly<Record<string, T>>, value: string): T | undefined {
  return Object.values(members).find((member) => member === value);
}
