import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { COMMANDS } from '../commands.mjs';
import { root } from '../paths.mjs';

it('each operators’ command has a script of npm, and a source that the build bundles', async () => {
  const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
  const called = Object.values(manifest.scripts).flatMap(
    (script) => /scripts\/command\.mjs ([a-z-]+)/.exec(script)?.[1] ?? [],
  );
  expect([...new Set(called)].toSorted()).toEqual(COMMANDS.toSorted());
  expect(COMMANDS.filter((name) => !existsSync(path.join(root, `cli/${name}.ts`)))).toEqual([]);
});
