import { readFileSync } from 'node:fs';

/**
 * Packages that others ask for and whose work nobody wants: what stands in the bundle for each.
 * @type {Record<string, string>}
 */
const LEFT_OUT = {
  // The job library looks for settings in files, from the working directory up to the root, some of which it would run. Its
  // settings are ours alone.
  cosmiconfig: 'export const cosmiconfigSync = () => ({ search: () => null });',
  // They read schemas of Fastify, which no route may carry (vault/routes/listener.ts), and bring ajv.
  '@fastify/ajv-compiler': 'export {};',
  '@fastify/fast-json-stringify-compiler': 'export {};',
};

/** What of undici nobody here calls: a third of it, which each start would compile and evaluate. */
const UNUSED =
  /[\\/]undici[\\/]lib[\\/](mock|interceptor|cache|web[\\/](cookies|eventsource|websocket)|dispatcher[\\/][\w-]*proxy-agent\.js$)/;
const UNDICI_INDEX = /[\\/]undici[\\/]index\.js$/;

/**
 * Files that would get nothing where they want a part of undici. Its index names every part, and nobody takes those from it.
 * @param {import('esbuild').Metafile['inputs']} inputs
 */
function stillAsking(inputs) {
  return Object.entries(inputs)
    .filter(
      ([file, { imports }]) => !UNDICI_INDEX.test(file) && imports.some(({ path }) => UNUSED.test(path)),
    )
    .map(([file]) => file);
}

/**
 * It touches a web class of Node's own, for which Node 20 evaluates the undici that it has inside. That takes a tenth of a
 * vault's start, and is soon enough when Wise is first called.
 */
const EDITS = [
  // whether it runs at Cloudflare
  { file: /[\\/]pg[\\/]lib[\\/]stream\.js$/, from: "typeof Response === 'function'", to: 'false' },
];

/**
 * What the bundle has of packages otherwise than npm. A package that has changed so that an edit is lost ends the build.
 * @type {import('esbuild').Plugin}
 */
export const packageEdits = {
  name: 'package-edits',
  setup({ onEnd, onLoad, onResolve }) {
    const namespace = 'left-out';
    const names = Object.keys(LEFT_OUT).join('|');
    onResolve({ filter: new RegExp(`^(${names})$`) }, ({ path }) => ({ path, namespace }));
    onLoad({ filter: /./, namespace }, ({ path }) => ({ contents: LEFT_OUT[path] ?? '' }));

    onLoad({ filter: UNUSED }, () => ({ contents: 'module.exports = {};' }));

    const made = new Set();
    for (const { file, from, to } of EDITS) {
      onLoad({ filter: file }, ({ path }) => {
        const text = readFileSync(path, 'utf8');
        if (text.includes(from)) made.add(file);
        return { contents: text.replace(from, to) };
      });
    }
    onEnd(({ metafile }) => {
      for (const { file, from } of EDITS)
        if (!made.has(file)) throw new Error(`${file} has no ${from} any more: look at EDITS`);
      for (const asker of stillAsking(metafile?.inputs ?? {}))
        throw new Error(`${asker} asks for what is left out of undici: look at UNUSED`);
    });
  },
};
