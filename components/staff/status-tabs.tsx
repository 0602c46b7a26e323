import { LOCALE } from '#web/messages/language';
import { staffConnectionsMessages } from '#web/messages/staff/connections';
import { classes } from '../ui/classes.ts';

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
    <nav aria-label={staffConnectionsMessages.status} className="mb-6 border-line border-b">
      <ul className="-mb-px flex flex-wrap gap-x-6">
        {tabs.map(({ label, count, isAtLeast, href, isCurrent }) => (
          <li key={label}>
            <a
              href={href}
              aria-current={isCurrent ? 'page' : undefined}
              className={classes(
                'flex min-h-11 items-center gap-2 border-b-2 text-sm',
                isCurrent
                  ? 'border-accent font-semibold text-ink'
                  : 'border-transparent text-muted hover:border-edge hover:text-ink',
              )}
            >
              {label}
              <span className="tabular-nums">{shownCount(count, isAtLeast)}</span>
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** "10,000+" where there are more than were counted; nothing where none was found so far. */
export function shownCount(count: number, isAtLeast: boolean): string {
  if (isAtLeast && count === 0) return '';
  return `${NUMBER.format(count)}${isAtLeast ? '+' : ''}`;
}
