#!/bin/sh
# zod 4.6.7, since 4.6.0: in z.toJSONSchema a string's last check takes the place of its format. z.url().startsWith('https://') is
# written with the format "starts_with" instead of "uri", z.email().endsWith('@a.example') with "ends_with" instead of "email"; no
# standard has these two. 4.5.4 wrote "uri" and "email", and the check as a pattern. ajv 8.20.0 with ajv-formats 3.0.1 takes the
# schemas of 4.5.4, and refuses those of 4.6.7 (unknown format); a reader that ignores unknown formats no longer knows that it is a URI.
# Expected: the format of the type and a pattern for the check, in a minor version as before.
# For us: vault/openapi/schema.ts leaves a pattern out where there is a format, so that a check of ours would be in the published API as
# a word without a meaning. No schema has such a check; vault/openapi/document.test.ts holds the formats to those that have one.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund before@npm:zod@4.5.4 now@npm:zod@4.6.7 ajv@8.20.0 ajv-formats@3.0.1
cat >look.js <<'J'
const Ajv = require('ajv/dist/2020').default;
const addFormats = require('ajv-formats').default;

function judge(schema) {
  const ajv = new Ajv();
  addFormats(ajv);
  try {
    ajv.compile(schema);
    return 'taken';
  } catch ({ message }) {
    return message;
  }
}

for (const name of ['before', 'now']) {
  const z = require(name);
  const schemas = {
    'a URL that starts with': z.url().startsWith('https://'),
    'an address that ends with': z.email().endsWith('@a.example'),
    'a string that starts with': z.string().startsWith('GB'),
    'a URL': z.url(),
  };
  for (const [what, schema] of Object.entries(schemas)) {
    const json = z.toJSONSchema(schema);
    console.log(`${require(`${name}/package.json`).version} ${what}: format ${json.format}, ${judge(json)}`);
  }
}
J
node look.js | tee seen
cat >wanted <<'W'
4.5.4 a URL that starts with: format uri, taken
4.5.4 an address that ends with: format email, taken
4.5.4 a string that starts with: format undefined, taken
4.5.4 a URL: format uri, taken
4.6.7 a URL that starts with: format starts_with, unknown format "starts_with" ignored in schema at path "#"
4.6.7 an address that ends with: format ends_with, unknown format "ends_with" ignored in schema at path "#"
4.6.7 a string that starts with: format starts_with, unknown format "starts_with" ignored in schema at path "#"
4.6.7 a URL: format uri, taken
W
diff wanted seen
