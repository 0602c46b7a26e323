import type { ReactNode } from 'react';

/** What stands where a list would be: why there is nothing, and what to do about it. */
export function EmptyState({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="rounded-md border border-line border-dashed px-4 py-12 text-center sm:px-8">
      <h2 className="font-semibold text-lg">{title}</h2>
      {children === undefined ? null : (
        <div className="mx-auto mt-2 max-w-prose text-balance text-muted">{children}</div>
      )}
      {action === undefined ? null : <div className="mt-6 flex justify-center">{action}</div>}
    </div>
  );
}
