import { afterEach, expect, it, vi } from 'vitest';
import { prefixer } from './output.mjs';

afterEach(() => {
  vi.restoreAllMocks();
});

function written(name: string, line: string): string {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  prefixer(['emulator', 'web'])(name, line);
  return write.mock.calls.map(([text]) => text).join('');
}

it('writes which process a line is of', () => {
  expect(written('web', 'Ready in 2s')).toContain('web      | Ready in 2s\n');
});

it.each([
  ['/session?token=r7Yq-_0cV%2B.a 200 in 31ms', '/session?token=… 200 in 31ms'],
  [
    '/connect/sandbox/callback?code=ab12&state=cd34&profileId=14575282 303',
    '/connect/sandbox/callback?code=…&state=…&profileId=14575282 303',
  ],
  ['/back?session=7c1f&completion_code=s3cret', '/back?session=7c1f&completion_code=…'],
  ['\x1b[32m/session?token=s3cret\x1b[0m 200', '\x1b[32m/session?token=…\x1b[0m 200'],
])('shows no credential of a query: %s', (line, shown) => {
  expect(written('web', line)).toContain(`| ${shown}\n`);
});
