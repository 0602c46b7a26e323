import type { ComponentProps } from 'react';
import { classes } from './classes.ts';

/** A bordered part of a page; give it `aria-labelledby` when it is a section of its own. */
export function Card({ className, ...rest }: ComponentProps<'section'>) {
  return (
    <section
      className={classes('rounded-md border border-line bg-surface p-4 shadow-faint sm:p-6', className)}
      {...rest}
    />
  );
}
