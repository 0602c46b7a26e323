'use client';

import { type ReactNode, useState } from 'react';

/** What stood here when the page was loaded stays while the page looks again by itself. */
export function Kept({ children }: { children: ReactNode }) {
  const [first] = useState(children);
  return first;
}
