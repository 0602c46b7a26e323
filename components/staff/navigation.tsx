import { frameMessages } from '#web/messages/frame';
import { classes } from '../ui/classes.ts';
import { Icon } from '../ui/icon';

type Entry = { href: string; label: string; isCurrent: boolean };

type StaffNavigationProps = { pages: readonly Entry[]; environments: readonly Entry[] };

/**
 * The staff's pages and the environment they show, on every page and always in sight. On a phone the pages fold into a
 * menu, which is a <details> and needs no script; the switch stays beside it.
 */
export function StaffNavigation({ pages, environments }: StaffNavigationProps) {
  return (
    <div data-staff-bar className="z-10 border-line border-b bg-surface" data-screen-only>
      <div className="mx-auto flex max-w-7xl flex-wrap items-start justify-between gap-x-3 px-4 sm:px-6 lg:flex-nowrap lg:items-center">
        <nav aria-label={frameMessages.pages}>
          <Menu pages={pages} />
          <ul className="flex flex-wrap gap-x-5 max-lg:hidden">
            {pages.map((page) => (
              <li key={page.label}>
                <a
                  href={page.href}
                  aria-current={page.isCurrent ? 'page' : undefined}
                  className={classes(
                    'flex min-h-11 items-center border-b-2 text-sm',
                    page.isCurrent
                      ? 'border-accent font-semibold text-ink'
                      : 'border-transparent text-muted hover:border-edge hover:text-ink',
                  )}
                >
                  {page.label}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <EnvironmentSwitch environments={environments} />
      </div>
    </div>
  );
}

function Menu({ pages }: { pages: readonly Entry[] }) {
  const current = pages.find(({ isCurrent }) => isCurrent);
  return (
    <details className="group lg:hidden">
      <summary className="flex min-h-11 cursor-pointer list-none items-center gap-1 font-medium text-sm">
        <span className={current === undefined ? undefined : 'sr-only'}>{frameMessages.menu}</span>
        {current === undefined ? null : <span className="whitespace-nowrap">{current.label}</span>}
        <Icon name="chevron-down" className="size-4 group-open:rotate-180" />
      </summary>
      <ul className="pb-2">
        {pages.map((page) => (
          <li key={page.label}>
            <a
              href={page.href}
              aria-current={page.isCurrent ? 'page' : undefined}
              className={classes(
                'flex min-h-11 items-center border-l-2 pl-3 text-sm',
                page.isCurrent
                  ? 'border-accent font-semibold'
                  : 'border-transparent text-muted hover:text-ink',
              )}
            >
              {page.label}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}

function EnvironmentSwitch({ environments }: { environments: readonly Entry[] }) {
  return (
    <nav aria-label={frameMessages.environment} className="shrink-0 py-1.5">
      <ul className="flex rounded-md border border-edge">
        {environments.map(({ href, label, isCurrent }) => (
          <li key={label} className="group border-edge not-first:border-l">
            <a
              href={href}
              aria-current={isCurrent ? 'true' : undefined}
              className={classes(
                'flex min-h-8 items-center px-2.5 text-sm group-first:rounded-l-[5px] group-last:rounded-r-[5px] max-sm:px-1.5 max-sm:text-xs',
                isCurrent ? 'bg-raised font-semibold text-ink' : 'text-muted hover:text-ink',
              )}
            >
              {label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
