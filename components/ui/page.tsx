import type { ReactNode } from 'react';
import { classes } from './classes.ts';

/** The main part of a page, where the skip link leads. */
export function Page({ width = 'narrow', children }: { width?: 'narrow' | 'wide'; children: ReactNode }) {
  return (
    <main
      id="main"
      tabIndex={-1}
      className={classes('mx-auto px-4 py-8 sm:px-6 sm:py-12', width === 'wide' ? 'max-w-7xl' : 'max-w-3xl')}
    >
      {children}
    </main>
  );
}
