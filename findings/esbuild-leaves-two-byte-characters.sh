#!/bin/sh
# esbuild 0.28.2 with Node 20.20.2: one curly quote in a regular expression, or in a comment within an expression, makes a bundle
# take its own size more in memory. The text of a module stays as long as the process, and V8 keeps it in one byte a character,
# or in two where one character is outside Latin-1.
# Expected: nothing outside ASCII is left. `charset` is ascii by default, and escapes the same quote in a string; in regular
# expressions, and in the comments that it keeps, it does not, and says nothing. `--minify-whitespace` drops the comments alone.
# For us: scripts/build/bundle.mjs minifies white space, and our regular expressions write \u2019; one module of a vault had been
# 1.3 MB larger in memory.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --save-exact esbuild@0.28.2
cat >make.js <<'J'
import { writeFileSync } from 'node:fs';
const filler = 'a text of some length. '.repeat(400_000);
const write = (name, line) => writeFileSync(name, `${line}\nexport const filler = () => '${filler}';\n`);
write('string.js', `export const quote = '\u2019';`);
write('regex.js', 'export const quote = /\u2019/;');
write('comment.js', 'export const quote = (c) => c !== 1 && // it\u2019s here\n  c !== 2;');
J
node make.js
npx esbuild --log-level=error --bundle --format=esm --outdir=plain string.js regex.js comment.js
npx esbuild --log-level=error --bundle --format=esm --outdir=minified --minify-whitespace regex.js comment.js
cat >measure.js <<'J'
import { pathToFileURL } from 'node:url';
const used = () => (gc(), process.memoryUsage().heapUsed + process.memoryUsage().external);
const before = used();
globalThis.kept = await import(pathToFileURL(process.argv[2]));
console.log(Math.round((used() - before) / 1e6));
J
measure() { node --expose-gc measure.js "$1"; }
string=$(measure plain/string.js)
regex=$(measure plain/regex.js)
comment=$(measure plain/comment.js)
without=$(measure minified/comment.js)
still=$(measure minified/regex.js)
node --version
echo "a module of 9 MB, in memory: quote in a string $string MB, regular expression $regex, comment $comment; minified: $still, $without"
[ $((regex - string)) -ge 8 ] && [ $((comment - string)) -ge 8 ] && [ $((still - string)) -ge 8 ] && [ $((without - string)) -le 1 ]
