#!/bin/sh
# pino 10.4.0 (its destination is sonic-boom 4.2.1): flushSync() on an asynchronous destination whose device is full never
# returns. It sleeps 100 ms and tries again, for every error, though only EAGAIN and EBUSY are meant to be retried; an
# "error" listener changes nothing. pino calls flushSync for each fatal line and when the process exits, so a full disk
# keeps such a process from ending. For us: lib/log/destination.ts writes log lines (decision 021).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --save-exact pino@10.4.0 sonic-boom@4.2.1
cat >flush.mjs <<'JS'
import pino from 'pino';
const destination = pino.destination({ fd: 1, sync: false });
destination.on('error', ({ code }) => console.error('error event:', code));
pino(destination).info('a line');
setTimeout(() => {
  console.error('flushSync begins');
  try { destination.flushSync(); } catch ({ code }) { console.error('flushSync threw', code); }
  console.error('flushSync ended');
  process.exit(0);
}, 100);
JS
node --version
node -p "'pino ' + require('pino/package.json').version + ', sonic-boom ' + require('sonic-boom/package.json').version"
code=0
timeout 10 node flush.mjs >/dev/full 2>said || code=$?
cat said
echo "exit code after at most 10 s: $code (124: it had to be killed)"
[ "$code" = 124 ] && grep -q 'flushSync begins' said && ! grep -q 'flushSync ended' said
