#!/bin/sh
# pino 10.4.0, since 9.12.0: with `redact: ['*.token']` a URL, a Buffer, and an object that keeps its value in a private field are
# written as "[unable to serialize, circular reference is too complex to analyze]", though they have no such field. With 'user.*.token'
# one URL anywhere in `user` takes all of `user` with it. 9.11.0 wrote them, by the same paths. Dates come out right, and nothing says so
# but the line itself, which speaks of a circle where there is none.
# Since 9.12.0 redaction copies whatever a path leads through by Object.create and its enumerable fields; toJSON of such a copy throws.
# Expected: what a path does not match is written as without `redact`; pino's page on redaction names no kind of value that is not.
# For us: lib/log/logger.ts masks by a field's name, in a copy of plain values, and gives pino no `redact`; secret.test.ts holds that
# what stands beside a masked field is kept.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' >package.json
npm install --silent --no-audit --no-fund --save-exact before@npm:pino@9.11.0 since@npm:pino@9.12.0 now@npm:pino@10.4.0
cat >look.js <<'J'
class Id {
  #value = 'id-7';
  toJSON() {
    return this.#value;
  }
}
const values = { url: new URL('https://a.example/x'), bytes: Buffer.from('ab'), id: new Id(), date: new Date(0) };
for (const name of ['before', 'since', 'now']) {
  const { default: pino } = await import(name);
  const write = (redact, fields) => {
    let line;
    pino({ base: null, timestamp: false, redact }, { write: (text) => { line = text; } }).info(fields);
    console.log(`pino ${pino.version} ${redact ?? 'no redact'}: ${line.trim()}`);
  };
  write(undefined, values);
  write(['*.token'], values);
  write(['user.*.token'], { user: { name: 'Ann', login: { token: 'x' }, page: values.url } });
}
J
node look.js | tee seen
lost='"\[unable to serialize, circular reference is too complex to analyze\]"'
kept='"url":"https://a.example/x","bytes":{"type":"Buffer","data":\[97,98\]},"id":"id-7","date":"1970-01-01T00:00:00.000Z"'
[ "$(grep -c "no redact: .*$kept" seen)" = 3 ]
grep -q "9.11.0 \*.token: .*$kept" seen
grep -q '9.11.0 user.*"name":"Ann","login":{"token":"\[Redacted\]"},"page":"https://a.example/x"' seen
for version in 9.12.0 10.4.0; do
  grep -q "$version \*.token: .*\"url\":$lost,\"bytes\":$lost,\"id\":$lost,\"date\":\"1970-01-01T00:00:00.000Z\"" seen
  grep -q "$version user.*{\"level\":30,\"user\":$lost}" seen
done
