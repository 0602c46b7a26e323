import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../paths.mjs';

const fixturesFolder = path.join(root, 'scripts/lint-fixtures');
const fixtures = readdirSync(fixturesFolder).map((name) => {
  const [first = ''] = readFileSync(path.join(fixturesFolder, name), 'utf8').split('\n');
  return { name, ban: first.replace('// must fail: ', '') };
});

const lines = (count: number) =>
  Array.from({ length: count }, (_, line) => `export const line${line} = ${line};\n`).join('');

// What the bans allow on purpose: each would fail elsewhere.
const allowed: Record<string, string> = {
  'web/env/web-env.ts': 'export const level = process.env.LOG_LEVEL;\n',
  'scripts/say.mjs': "console.log('ready');\n",
  'app/page.tsx': 'export default function Page() {\n  return <main>Hello</main>;\n}\n',
  'lib/module/fits.ts': lines(300),
};

type Finding = { file: string; text: string };

/** Biome over a folder laid out like the repository, with the repository's own rules. */
async function findings(folder: string): Promise<Finding[]> {
  const biome = path.join(root, 'node_modules/@biomejs/biome/bin/biome');
  const run = promisify(execFile)(
    process.execPath,
    [biome, 'lint', '--reporter=github', '--max-diagnostics=none', '.'],
    { cwd: folder, maxBuffer: 10_000_000 },
  );
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  return stdout
    .split('\n')
    .map((line) => /^::(?:error|warning|notice) title=([^,]+),file=([^,]+),[^:]*::(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, title = '', file = '', message = '']) => ({
      file: path.relative(folder, path.resolve(folder, file)),
      text: `${title} ${message}`,
    }));
}

describe('every lint ban', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lint-fixtures-'));
  let found: Finding[] = [];

  beforeAll(async () => {
    const config = JSON.parse(readFileSync(path.join(root, 'biome.json'), 'utf8'));
    config.vcs = { enabled: false };
    writeFileSync(path.join(folder, 'biome.json'), JSON.stringify(config));
    cpSync(path.join(root, 'scripts/lint'), path.join(folder, 'scripts/lint'), { recursive: true });
    cpSync(fixturesFolder, path.join(folder, 'lib/fixtures'), { recursive: true });
    writeFileSync(path.join(folder, 'lib/fixtures/long.ts'), lines(301));
    for (const [name, text] of Object.entries(allowed)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    found = await findings(folder);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(fixtures)('refuses the fixture $name ($ban)', ({ name, ban }) => {
    const texts = found.filter(({ file }) => file === `lib/fixtures/${name}`).map(({ text }) => text);
    expect(texts).toContainEqual(expect.stringContaining(ban));
  });

  it('refuses a file of more than 300 lines', () => {
    const texts = found.filter(({ file }) => file === 'lib/fixtures/long.ts').map(({ text }) => text);
    expect(texts).toContainEqual(expect.stringContaining('noExcessiveLinesPerFile'));
  });

  it('allows what the exceptions name', () => {
    expect(found.filter(({ file }) => file in allowed)).toEqual([]);
  });

  it('has fixtures', () => {
    expect(fixtures.length).toBeGreaterThan(10);
  });
});
