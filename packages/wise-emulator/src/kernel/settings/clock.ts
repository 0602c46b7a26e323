import { z } from 'zod';

const TWENTY_YEARS = 630_720_000;

export const clockSettings = {
  /** How far the emulator's clock is ahead (behind: negative) of this machine's. */
  clockOffsetSeconds: z.number().min(-TWENTY_YEARS).max(TWENTY_YEARS),
};

export const DEFAULT_CLOCK_SETTINGS = { clockOffsetSeconds: 0 };

export const CLOCK_LABELS = {
  clockOffsetSeconds: 'Wise’s clock is ahead by (seconds; negative: behind)',
} satisfies Record<keyof typeof clockSettings, string>;
