import * as z from 'zod';
import { toStorable } from '../text/storable';

/** What a person wrote, as it is stored: the page that signs it and the form that sends it differ in line ends. */
export const writtenText = (max: number) =>
  z
    .string()
    .max(2 * max)
    .transform((text) => toStorable(text, { keepsLines: true }))
    .pipe(z.string().min(1).max(max));
