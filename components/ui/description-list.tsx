import type { ReactNode } from 'react';

export type Description = { term: string; value: ReactNode };

/** Terms and values with hairlines between; a value of several words wraps, a long one breaks. */
export function DescriptionList({ items }: { items: readonly Description[] }) {
  return (
    <dl className="divide-y divide-line">
      {items.map(({ term, value }) => (
        <div key={term} className="gap-x-6 py-3 first:pt-0 last:pb-0 sm:grid sm:grid-cols-[12rem_1fr]">
          <dt className="text-muted text-sm leading-6">{term}</dt>
          <dd className="min-w-0 wrap-anywhere tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
