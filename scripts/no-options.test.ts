import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { root } from './paths.mjs';

it.each(['start', 'dev'])(
  'npm %s ends with words when it is given an option, which nothing would read',
  (name) => {
    const script = path.join(root, `scripts/${name}.mjs`);
    const { status, stderr, stdout } = spawnSync(process.execPath, [script, '--port', '8080'], {
      encoding: 'utf8',
    });
    expect(stderr).toContain('takes no options (given: --port 8080)');
    expect(stdout).toBe('');
    expect(status).toBe(2);
  },
);
