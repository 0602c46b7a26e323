import type { FilterChip } from '#components/staff/filter-chips';
import { parseStaffFilter, type StaffFilter, staffListHref } from '#web/connections/staff-filter';
import { UNUSED_DAYS } from '#web/connections/staff-list-choices';
import { labels } from '#web/messages/labels';
import { staffConnectionsMessages } from '#web/messages/staff/connections';
import type { StaffName } from '#web/staff/people';

const { filters } = staffConnectionsMessages;
const NOTHING = parseStaffFilter({});

/** What narrows the list, in words, each with the list's address without it. Status and environment have their own switches. */
export function filterChips(filter: StaffFilter, staff: readonly StaffName[]): FilterChip[] {
  const { reason, profile, money, match, owner } = filter;
  const chip = (word: keyof StaffFilter, text: string): FilterChip => ({
    text,
    href: staffListHref({ ...filter, [word]: NOTHING[word] }),
  });
  const named = (word: 'connectedFrom' | 'connectedTo' | 'usedFrom' | 'usedTo'): FilterChip[] => {
    const value = filter[word];
    return value === undefined ? [] : [chip(word, filters.is(filters[word], value))];
  };
  return [
    ...(filter.search === '' ? [] : [chip('search', filters.is(filters.search, filter.search))]),
    ...(reason === undefined ? [] : [chip('reason', filters.is(filters.reason, filters.reasons[reason]))]),
    ...(profile === undefined
      ? []
      : [chip('profile', filters.is(filters.profile, labels.profileType[profile]))]),
    ...(money === undefined ? [] : [chip('money', filters.is(filters.money, filters.moneys[money]))]),
    ...(match === undefined ? [] : [chip('match', filters.is(filters.match, filters.matches[match]))]),
    ...(owner === undefined ? [] : [chip('owner', filters.is(filters.owner, ownerText(owner, staff)))]),
    ...named('connectedFrom'),
    ...named('connectedTo'),
    ...named('usedFrom'),
    ...named('usedTo'),
    ...(filter.unused ? [chip('unused', filters.unused(UNUSED_DAYS))] : []),
    ...(filter.note ? [chip('note', filters.note)] : []),
    ...(filter.failing ? [chip('failing', filters.failing)] : []),
    ...(filter.snoozed === undefined
      ? []
      : [chip('snoozed', filter.snoozed === 'yes' ? filters.snoozed : filters.notSnoozed)]),
  ];
}

function ownerText(owner: string, staff: readonly StaffName[]): string {
  if (owner === 'none') return filters.noOwner;
  const person = staff.find(({ id }) => id === owner);
  return person?.name ?? person?.email ?? filters.unknownOwner;
}
