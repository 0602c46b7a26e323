// `npm run figures`: what can be counted of the structure. scripts/figures/figures.test.ts holds what must not rise.
import { refuseOptions } from './arguments.mjs';
import { measureCallback } from './figures/callback';
import { readSources } from './figures/program';
import { measureSizes, measureTests } from './figures/sizes';
import { measureWriters } from './figures/table-writers';

refuseOptions('npm run figures', 'it counts what is in this folder');
const sources = readSources();
const sizes = measureSizes(sources);
const callback = measureCallback(sources);

console.log('Product code');
console.log(`  ${sizes.files} files, ${sizes.lines} lines, ${sizes.functions} functions`);
console.log(`  longest function: ${sizes.longestFunction.lines} lines (${sizes.longestFunction.name})`);
console.log(`  files of at most 20 lines: ${sizes.shortFiles.length}; over 300: ${sizes.longFiles.length}`);
console.log(`  any: ${sizes.anyTypes}, !: ${sizes.nonNullAssertions} (all files)`);

console.log('\nFrom the callback to a stored grant');
console.log(
  `  ${callback.way.length} files on the way, ${callback.hops} hops; ${callback.files.length} files, ${callback.lines} lines with all that they call; route: ${callback.routeLines} lines`,
);
for (const file of callback.files) console.log(`  ${callback.way.includes(file) ? '→' : ' '} ${file}`);

console.log('\nWriters of each table (modules: files)');
for (const { table, files, modules } of measureWriters(sources))
  console.log(
    `  ${table.padEnd(36)} ${modules.length}: ${files.length}  ${modules.join(', ') || 'by migrations, functions and triggers alone'}`,
  );

console.log('\nLines of tests to lines of source');
for (const { module, source, test, ratio } of measureTests(sources))
  console.log(
    `  ${module.padEnd(24)} ${String(source).padStart(6)} ${String(test).padStart(6)}  ${ratio.toFixed(2)}`,
  );
