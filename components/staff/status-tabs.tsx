import { LOCALE } from '#web/messages/language';
import { staffConnectionsMessages } from '#web/messages/staff/connections';
import { LinkTabs } from '../ui/link-tabs';

export type StatusTab = {
  label: string;
  count: number;
  /** There are more than were counted. */
  isAtLeast: boolean;
  href: string;
  isCurrent: boolean;
};

const NUMBER = new Intl.NumberFormat(LOCALE);

/** How many connections there are of each status, each a link that narrows the list to it. */
export function StatusTabs({ tabs }: { tabs: readonly StatusTab[] }) {
  return (
    <LinkTabs
      label={staffConnectionsMessages.status}
      tabs={tabs.map(({ count, isAtLeast, ...tab }) => ({
        ...tab,
        aside: <span className="tabular-nums">{shownCount(count, isAtLeast)}</span>,
      }))}
    />
  );
}

/** "10,000+" where there are more than were counted; nothing where none was found so far. */
export function shownCount(count: number, isAtLeast: boolean): string {
  if (isAtLeast && count === 0) return '';
  return `${NUMBER.format(count)}${isAtLeast ? '+' : ''}`;
}
