import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { COMMANDS } from '../commands.mjs';
import { root } from '../paths.mjs';
import { packageEdits } from './package-edits.mjs';

// What `npm start` and operators run without development packages. The emulator is not among them.
// The vault shares no file with the others: what many share is split into many files, each of which a start would look up and read.
const VAULT = { 'vault/main': 'vault/main.ts' };
const OTHERS = {
  // a process of its own, started by vault/root-keys/pkcs11/device.ts
  'vault/pkcs11-device': 'vault/root-keys/pkcs11/device-process.mjs',
  'web/main': 'web/server/main.ts',
  'check-env': 'cli/check-env.ts',
  'job-library': 'scripts/db/job-library.mjs',
  ...Object.fromEntries(COMMANDS.map((name) => [`commands/${name}`, `cli/${name}.ts`])),
};

const COMPILER = 'query-compiler.wasm';

/**
 * Prisma has its query compiler as base64 text in a module, and a module's text stays in memory. As a file it is read and let go.
 * @type {import('esbuild').Plugin}
 */
const compilerAsFile = {
  name: 'compiler-as-file',
  setup({ onLoad }) {
    onLoad({ filter: /query_compiler_\w+_bg\.postgresql\.wasm-base64\.mjs$/ }, ({ path: module }) => {
      const [, text] = /const wasm = "([\w+/=]+)"/.exec(readFileSync(module, 'utf8')) ?? [];
      if (text === undefined) throw new Error(`no compiler in ${module}`);
      mkdirSync(path.join(root, 'dist'), { recursive: true });
      writeFileSync(path.join(root, 'dist', COMPILER), Buffer.from(text, 'base64'));
      // Imported as it is needed, so it becomes a chunk of its own. `Buffer.from` asks it for its value; bytes that a module
      // holds would stay as long as the process.
      return {
        contents: `import { readFileSync } from 'node:fs';
          export const wasm = { valueOf: () => readFileSync(new URL('../${COMPILER}', import.meta.url)) };`,
      };
    });
  },
};

/**
 * Bundles the vault, the commands and what the start needs into dist/, with the packages that they import, so that none of
 * those need be installed, nor found file by file at each start (decisions 022 and 104). `dependencies` stay in node_modules.
 * @returns {Promise<string[]>} the files that went in
 */
export async function bundle() {
  return [...(await bundleTogether(VAULT)), ...(await bundleTogether(OTHERS))];
}

/**
 * Bundles entries that share what is common to them.
 * @param {Record<string, string>} entries what is made: of which file
 * @returns {Promise<string[]>} the files that went in
 */
async function bundleTogether(entries) {
  const { dependencies, optionalDependencies } = JSON.parse(
    readFileSync(path.join(root, 'package.json'), 'utf8'),
  );
  const present = Object.entries(entries).filter(([, file]) => existsSync(path.join(root, file)));
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: present.map(([out, file]) => ({ in: file, out })),
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // pg is one of them for the scripts that run as they are
    external: Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => name !== 'pg'),
    // bundled packages of the older kind call require for Node's own modules
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    plugins: [compilerAsFile, packageEdits],
    // Text of modules stays in memory; stacks read their positions in the maps. Comments go too: one character outside Latin-1,
    // in a comment or a regular expression, and V8 keeps the whole module in two bytes a character.
    minifyWhitespace: true,
    sourcemap: true,
    // positions are what stacks need; Node keeps the whole map of each module in memory
    sourcesContent: false,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  return Object.keys(metafile.inputs);
}
