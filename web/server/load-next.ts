import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type createNext from 'next';
import { setStandaloneConfig } from '#web/env/next-environment';

type Loaded = {
  next: typeof createNext;
  /** Where the built pages lie. */
  dir: string;
};

/**
 * Next as the build traced it to .next/standalone, with just the files that a server needs: the package itself is one
 * that only builds (decision 022).
 */
export function loadNext(program: string): Loaded {
  const dir = path.join(program, '.next/standalone');
  const built = JSON.parse(readFileSync(path.join(dir, '.next/required-server-files.json'), 'utf8'));
  setStandaloneConfig(built.config);
  return { next: createRequire(path.join(dir, 'package.json'))('next'), dir };
}
