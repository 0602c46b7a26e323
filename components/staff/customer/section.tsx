import type { ReactNode } from 'react';
import { Card } from '../../ui/card';

type SectionProps = { id: string; title: string; lead?: string; children: ReactNode };

/** One part of the customer's page, named for readers and for links to it. */
export function Section({ id, title, lead, children }: SectionProps) {
  return (
    <Card aria-labelledby={id}>
      <h2 id={id} className="font-semibold text-lg">
        {title}
      </h2>
      {lead === undefined ? null : <p className="mt-1 max-w-prose text-muted text-sm">{lead}</p>}
      <div className="mt-4">{children}</div>
    </Card>
  );
}

/** What stands where a part's list would be. */
export function NoEntries({ children }: { children: ReactNode }) {
  return <p className="max-w-prose text-muted text-sm">{children}</p>;
}

/** The list of a part. */
export function Entries({ children }: { children: ReactNode }) {
  return <ul className="divide-y divide-line">{children}</ul>;
}

export function Entry({ children }: { children: ReactNode }) {
  return <li className="py-3 text-sm leading-6 first:pt-0 last:pb-0">{children}</li>;
}
