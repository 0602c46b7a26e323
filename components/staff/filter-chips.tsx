import { staffConnectionsMessages } from '#web/messages/staff/connections';
import { Icon } from '../ui/icon';

const { filters } = staffConnectionsMessages;

export type FilterChip = {
  /** The filter and its value. */
  text: string;
  /** The list without it. */
  href: string;
};

/** What narrows the list, each with a link that takes it away. */
export function FilterChips({ chips }: { chips: readonly FilterChip[] }) {
  if (chips.length === 0) return null;
  return (
    <ul aria-label={filters.active} className="mb-4 flex flex-wrap gap-2">
      {chips.map(({ text, href }) => (
        <li key={text} className="min-w-0 max-w-full">
          <a
            href={href}
            className="inline-flex min-h-9 max-w-full items-center gap-1.5 rounded-md border border-edge bg-raised py-1 pr-2 pl-3 text-sm hover:border-ink"
          >
            <span className="sr-only">{filters.remove} </span>
            <bdi className="min-w-0 wrap-anywhere">{text}</bdi>
            <Icon name="close" className="size-4 text-muted print:hidden" />
          </a>
        </li>
      ))}
    </ul>
  );
}
