import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { root } from '#scripts/paths';

const SECRET = 'f2b6f2b0-51c4-4a3c-9e0a-1d9f7f7f7f7f';
const file = path.join(root, `lib/log/.captured-${process.pid}.ts`);
afterEach(() => rmSync(file, { force: true }));

/** Both streams of a process that says what this code says, line by line. */
function linesOf(code: string): Record<string, unknown>[] {
  writeFileSync(
    file,
    `import { captureOutput } from '#lib/log/capture-output';
     import { createLogger } from '#lib/log/logger';
     captureOutput(createLogger('test', 'debug'));
     ${code}`,
  );
  const command = `'${process.execPath}' --import tsx '${file}' 2>&1`;
  const text = execFileSync('sh', ['-c', command], { cwd: root, encoding: 'utf8' });
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

it('makes one JSON object of what a framework prints, stacks included, and no secret stays', () => {
  const lines = linesOf(`
    console.error(new Error('⨯ a raw stack with code=${SECRET}', { cause: new Error('Bearer ${SECRET}') }));
    console.log('two\\nlines');
    console.warn('\\u001b[33mcoloured\\u001b[39m');
    console.table([{ a: 1 }, { a: 2 }]);
    process.stdout.write('written past the console\\n');
    process.stderr.write(Buffer.from('in bytes'));
    process.emitWarning('deprecated', { code: 'DEP0000', type: 'DeprecationWarning' });
  `);
  expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
    ['error', 'Error: ⨯ a raw stack with code=[scrubbed]'],
    ['info', 'two'],
    ['error', 'coloured'],
    ['info', expect.stringContaining('┌')],
    ['info', 'written past the console'],
    ['error', 'in bytes'],
    ['warn', 'a warning of Node'],
  ]);
  expect(lines[0]?.more).toContain('captured-');
  expect(lines[1]?.more).toBe('lines');
  expect(lines[6]).toMatchObject({ err: { code: 'DEP0000', message: 'deprecated' } });
  expect(JSON.stringify(lines)).not.toContain(SECRET);
});

it('calls back whoever waits for the writing', () => {
  const lines = linesOf(`
    process.stdout.write('first', () => process.stdout.write('second', 'utf8', () => process.stdout.write('third')));
  `);
  expect(lines.map(({ msg }) => msg)).toEqual(['first', 'second', 'third']);
});
