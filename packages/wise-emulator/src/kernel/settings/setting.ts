import type * as z from 'zod';

/** One setting: from this come its type, what the control API takes, the control page and the table of the README. */
export type Setting<Schema extends z.ZodType = z.ZodType> = {
  /** What it means, for people: its label on the control page. */
  description: string;
  default: z.output<Schema>;
  /** Which values it takes. */
  schema: Schema;
  /** What the values of a choice mean, where their names do not say it. */
  choices?: Record<z.output<Schema> & string, string>;
};

export function setting<Schema extends z.ZodType>(given: Setting<Schema>): Setting<Schema> {
  return given;
}
