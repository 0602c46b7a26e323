import type { ReactNode } from 'react';
import { classes } from './classes.ts';

export type LinkTab = {
  label: string;
  href: string;
  isCurrent: boolean;
  /** What stands behind the label. */
  aside?: ReactNode;
};

/** Links that stand side by side for parts of one thing; which of them is shown is the address's. */
export function LinkTabs({ label, tabs }: { label: string; tabs: readonly LinkTab[] }) {
  return (
    <nav aria-label={label} className="mb-6 border-line border-b">
      <ul className="-mb-px flex flex-wrap gap-x-6">
        {tabs.map(({ label: name, href, isCurrent, aside }) => (
          <li key={name}>
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
              {name}
              {aside}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
