import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Manifest = { exports: Record<string, string>; bin: Record<string, string> };

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as unknown;

describe('the package', () => {
  it('has three exports and one command, and each is there', () => {
    const { exports, bin } = read('../package.json') as Manifest;
    expect(Object.keys(exports)).toEqual(['.', './testing', './cli']);
    expect(Object.keys(bin)).toEqual(['wise-emulator']);
    for (const file of Object.values({ ...exports, ...bin })) {
      expect(existsSync(new URL(`../${file}`, import.meta.url))).toBe(true);
    }
  });

  it('is for development: the lock file marks it and what only it needs so', () => {
    type Lock = { packages: Record<string, { dev?: boolean; resolved?: string; link?: boolean }> };
    const { packages } = read('../../../package-lock.json') as Lock;
    expect(packages['node_modules/wise-emulator']).toMatchObject({
      resolved: 'packages/wise-emulator',
      link: true,
    });
    for (const name of ['packages/wise-emulator', 'node_modules/@peculiar/x509', 'node_modules/tsx']) {
      expect(packages[name], name).toMatchObject({ dev: true });
    }
  });
});
