import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import * as z from 'zod';

const TYPES: Readonly<Record<string, string>> = {
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
};

/** The content type that a logo's file is served with, or undefined when its name does not tell. */
export function logoType(path: string): string | undefined {
  return TYPES[extname(path).toLowerCase()];
}

/** The path of the partner's logo, read once here: found missing later it would be a broken picture on every page. */
export function logoFile() {
  return z
    .string()
    .refine((path) => logoType(path) !== undefined, `must end in one of ${Object.keys(TYPES).join(', ')}`)
    .refine(
      canBeRead,
      'names a file that is missing, empty or not readable: fix that, or leave the name out',
    );
}

function canBeRead(path: string): boolean {
  try {
    // the mark as in read.ts
    return readFileSync(/* turbopackIgnore: true */ path).length > 0;
  } catch {
    return false;
  }
}
