import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { packSdk } from './build';

const folder = mkdtempSync(path.join(tmpdir(), 'sdk-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// What a partner's project has: the archive unpacked below node_modules, and Node alone.
it('what npm installs runs in plain Node, with types, and brings nothing along', async () => {
  const archive = await packSdk(folder);
  const installed = path.join(folder, 'node_modules/@connect-wise/sdk');
  execFileSync('mkdir', ['-p', installed]);
  execFileSync('tar', ['-xzf', archive, '--strip-components=1', '-C', installed]);
  const manifest = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8'));
  expect(manifest.dependencies).toBeUndefined();
  writeFileSync(
    path.join(folder, 'use.mjs'),
    `import { connectWise, verifyEvent } from '@connect-wise/sdk';
     const wise = connectWise({ url: 'http://127.0.0.1:1', apiKey: 'cwk_x' });
     const button = import.meta.resolve('@connect-wise/sdk/button.js').endsWith('/button.js');
     console.log(typeof wise.listConnections, typeof verifyEvent, button);`,
  );
  const said = execFileSync(process.execPath, ['use.mjs'], { cwd: folder, encoding: 'utf8' });
  expect(said.trim()).toBe('function function true');
  const types = readFileSync(path.join(installed, manifest.exports['.'].types), 'utf8');
  expect(types).toContain('connectWise');
  expect(readFileSync(path.join(installed, 'button.js'), 'utf8')).not.toMatch(/\bimport\b|\beval\b/);
});
