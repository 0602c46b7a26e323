// What of the SDK is built: the browser's script, and the package that other projects install.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { root } from '../paths.mjs';

const SDK = path.join(root, 'packages/sdk');

/** @returns where `button.js` is, for pages that load it as it is */
export async function buildButton(folder = path.join(SDK, 'dist')): Promise<string> {
  const outfile = path.join(folder, 'button.js');
  await build({
    absWorkingDir: SDK,
    entryPoints: ['src/browser/button.ts'],
    outfile,
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'iife',
    target: ['chrome109', 'firefox115', 'safari16'],
    logLevel: 'warning',
  });
  return outfile;
}

/** @returns the archive for `npm install`, in `folder` */
export async function packSdk(folder = path.join(root, 'dist/sdk')): Promise<string> {
  const staged = path.join(folder, 'package');
  rmSync(staged, { recursive: true, force: true });
  mkdirSync(staged, { recursive: true });
  await buildButton(staged);
  await build({
    absWorkingDir: SDK,
    entryPoints: { index: 'src/index.ts', react: 'src/react/connect-button.tsx' },
    outdir: staged,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    jsx: 'automatic',
    external: ['react'],
    logLevel: 'warning',
  });
  markAsClient(path.join(staged, 'react.js'));
  declare(path.join(staged, 'types'));
  writeFileSync(path.join(staged, 'package.json'), `${JSON.stringify(published(), null, 2)}\n`);
  const readme = readFileSync(path.join(SDK, 'README.md'), 'utf8');
  // what lies beside it in the repository does not go along
  writeFileSync(path.join(staged, 'README.md'), readme.replaceAll(/\[([^\]]+)\]\(\.\.[^)]*\)/g, '$1'));
  copyFileSync(path.join(root, 'LICENSE'), path.join(staged, 'LICENSE'));
  const printed = execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {
    cwd: staged,
    encoding: 'utf8',
  });
  return path.join(folder, printed.trim());
}

// esbuild drops the directive of a file that is bundled
function markAsClient(file: string): void {
  writeFileSync(file, `'use client';\n${readFileSync(file, 'utf8')}`);
}

function declare(outDir: string): void {
  const compiler = path.join(root, 'node_modules/@typescript/native/bin/tsc');
  const options = ['--declaration', '--emitDeclarationOnly', '--noEmit', 'false', '--outDir', outDir];
  execFileSync(process.execPath, [compiler, '-p', path.join(SDK, 'tsconfig.build.json'), ...options], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/** The same package, but with what was built in place of its sources. */
function published(): object {
  const own = JSON.parse(readFileSync(path.join(SDK, 'package.json'), 'utf8'));
  const { name, version, description, license, type, engines, peerDependencies, peerDependenciesMeta } = own;
  return {
    ...{ name, version, description, license, type, engines, peerDependencies, peerDependenciesMeta },
    exports: {
      '.': { types: './types/index.d.ts', default: './index.js' },
      './react': { types: './types/react/connect-button.d.ts', default: './react.js' },
      './button.js': './button.js',
    },
  };
}
