import type { ReactNode } from 'react';
import { Icon } from './icon';

type PageHeaderProps = {
  title: ReactNode;
  /** One or two sentences under the title. */
  lead?: ReactNode;
  /** A way back to the page above, before the title. */
  back?: { href: string; label: string };
  /** What stands beside the title: a badge or a button. */
  aside?: ReactNode;
};

/** The one h1 of a page. */
export function PageHeader({ title, lead, back, aside }: PageHeaderProps) {
  return (
    <header className="mb-8">
      {back === undefined ? null : (
        <p className="mb-4" data-screen-only>
          <a
            href={back.href}
            className="-ml-1 inline-flex min-h-11 items-center gap-1 px-1 text-muted text-sm hover:text-ink hover:underline sm:min-h-6"
          >
            <Icon name="arrow-left" className="size-4" />
            {back.label}
          </a>
        </p>
      )}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 sm:flex-nowrap">
        <h1 className="line-clamp-5 min-w-0 max-w-full font-semibold text-title tracking-[-0.015em]">
          {title}
        </h1>
        {aside === undefined ? null : (
          <div className="flex min-h-9 shrink-0 items-center sm:max-w-1/2">{aside}</div>
        )}
      </div>
      {lead === undefined ? null : <div className="mt-2 max-w-prose text-pretty text-muted">{lead}</div>}
    </header>
  );
}
