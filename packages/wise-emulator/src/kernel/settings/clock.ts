import * as z from 'zod';
import { setting } from './setting';

const TWENTY_YEARS = 630_720_000;

export const clockSettings = {
  /** How far the emulator's clock is ahead (behind: negative) of this machine's. */
  clockOffsetSeconds: setting({
    description: 'Wise’s clock is ahead by (seconds; negative: behind)',
    default: 0,
    schema: z.number().min(-TWENTY_YEARS).max(TWENTY_YEARS),
  }),
};
