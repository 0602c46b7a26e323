import type { ComponentProps, ReactNode } from 'react';
import { classes } from './classes.ts';

/** A table that scrolls sideways inside its own named, focusable region instead of stretching the page. */
export function Table({ caption, children }: { caption: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (axe scrollable-region-focusable)
    <section aria-label={caption} tabIndex={0} className="overflow-x-auto rounded-md border border-line">
      <table className="w-full border-collapse text-left text-sm">
        <caption className="sr-only">{caption}</caption>
        {children}
      </table>
    </section>
  );
}

/** The head of a column; `wraps`: over lines, where its words are longer than what stands under them. */
export function TableHead({ className, wraps = false, ...rest }: ComponentProps<'th'> & { wraps?: boolean }) {
  return (
    <th
      scope="col"
      className={classes(
        'border-line border-b bg-raised px-4 py-2 align-bottom font-medium text-muted',
        !wraps && 'whitespace-nowrap',
        className,
      )}
      {...rest}
    />
  );
}

/** The head of a table that is cards on a phone: there its cells name themselves, and only readers are told the columns. */
export function CardColumns({ children }: { children: ReactNode }) {
  return (
    <thead className="max-lg:sr-only">
      <tr>{children}</tr>
    </thead>
  );
}

/** The rows of such a table. */
export function CardRows({ children }: { children: ReactNode }) {
  return <tbody className="max-lg:block max-lg:divide-y max-lg:divide-line">{children}</tbody>;
}

/** One of them. */
export function CardRow({ children }: { children: ReactNode }) {
  return <tr className="card-row">{children}</tr>;
}

/**
 * A cell of such a row: on a phone the column's name stands before the value. Readers get it from the column
 * header already.
 */
export function CardCell({
  label,
  className,
  children,
}: {
  label: string;
  className?: string | undefined;
  children: ReactNode;
}) {
  return (
    <td className="card-cell">
      <span aria-hidden="true" className="text-muted lg:hidden">
        {label}
      </span>
      <div className={classes('min-w-0', className)}>{children}</div>
    </td>
  );
}

/** The head of a row of such a table. */
export function CardHead({ className, children }: { className?: string | undefined; children: ReactNode }) {
  return (
    <th scope="row" className={classes('card-head', className)}>
      {children}
    </th>
  );
}

export function TableCell({ className, ...rest }: ComponentProps<'td'>) {
  return (
    <td className={classes('border-line border-t px-4 py-3 align-top tabular-nums', className)} {...rest} />
  );
}
