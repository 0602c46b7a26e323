import type { Line } from './measure';
import type { Stack } from './stack';

export type RowContext = {
  stack: Stack;
  /** How long each line is measured. */
  seconds: number;
  connections: number;
};

/** One part of the table, with a name of its own on the command line. */
export type Row = {
  name: string;
  about: string;
  /** Takes minutes: only when it is named. */
  isLong?: true;
  run(context: RowContext): Promise<Line[]>;
};
