'use client';

import { useSyncExternalStore } from 'react';
import { Button } from '#components/ui/button';

const never = () => () => undefined;

/** Opens the browser's own print dialog; without JavaScript the browser's menu does. */
export function PrintButton({ label }: { label: string }) {
  const isHydrated = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  if (!isHydrated) return null;
  return (
    <Button type="button" tone="quiet" onClick={() => window.print()}>
      {label}
    </Button>
  );
}
