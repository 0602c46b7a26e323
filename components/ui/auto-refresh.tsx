'use client';

import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect, useState } from 'react';

/**
 * Looks again every few seconds while something is under way. Without JavaScript the browser itself reloads; that
 * stands in `<noscript>`, because for everybody else a reload would throw away where they are on the page.
 */
export function AutoRefresh({ seconds }: { seconds: number }) {
  const router = useRouter();
  useEffect(() => {
    const timer = setInterval(() => router.refresh(), seconds * 1_000);
    return () => clearInterval(timer);
  }, [router, seconds]);
  return (
    <noscript>
      <meta httpEquiv="refresh" content={String(seconds)} />
    </noscript>
  );
}

/** What stood here when the page was loaded stays while the page looks again by itself. */
export function Kept({ children }: { children: ReactNode }) {
  const [first] = useState(children);
  return first;
}
