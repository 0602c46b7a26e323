// npm run bench:calls [-- <seconds>]: what a call to Wise costs through the vault, beside the same call made directly, and
// what memory a stream of 100 MB takes. A PostgreSQL, an emulator and a vault process of their own, all on this machine:
// who asks and the emulator share its cores with the vault.

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { readNumbers } from '#scripts/arguments';
import { machine } from './machine';
import { balanceCalls, callThrough } from './rows/calls';
import { startStack } from './stack';
import { tableOf } from './table';

const [seconds = 10] = readNumbers('usage: npm run bench:calls [-- <seconds>]', 1);
const MEGABYTE = 1024 * 1024;
const STREAM = 100 * MEGABYTE;
const STREAMS = 5;

/** Takes and gives what the emulator has none of: large bodies. */
const large = createServer(async (request, response) => {
  if (request.method === 'GET') {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    response.writeHead(200, { 'content-type': 'application/pdf', 'content-length': String(STREAM) });
    Readable.from(Array.from({ length: STREAM / chunk.length }, () => chunk)).pipe(response);
    return;
  }
  for await (const _chunk of request);
  response.writeHead(204).end();
});
const stack = await startStack();

try {
  console.log(`${machine()}\n`);
  const lines = await callThrough({ stack, seconds: Math.min(60, seconds), connections: 0 });
  console.log(tableOf(lines));
  for (const group of new Set(lines.map((line) => line.group))) {
    const [ours, alone, both] = lines.filter((line) => line.group === group).map(({ p50 }) => p50);
    const ratio = (other = Number.NaN) => ((ours ?? Number.NaN) / other).toFixed(2);
    console.log(`\n${group}: p50 ${ratio(alone)} × directly (goal 1.6), ${ratio(both)} × vend and call`);
  }
  console.log('');

  large.listen(0, '127.0.0.1');
  await once(large, 'listening');
  const apiUrl = `http://127.0.0.1:${(large.address() as AddressInfo).port}`;
  const first = await stack.startVault();
  const { ids, profileIds } = await balanceCalls(stack);
  await first();
  const { pid } = await stack.startVault({ WISE_SANDBOX_API_URL: apiUrl });
  const partner = stack.connect(stack.url, 1);
  const { authorization } = stack;
  const base = `/v1/connections/${ids[0]}/wise`;
  const download = async () => {
    const { body } = await partner.request({
      method: 'GET',
      path: `${base}/v1/transfers/5/receipt.pdf`,
      headers: { authorization },
    });
    let size = 0;
    for await (const chunk of body) size += chunk.length;
    if (size !== STREAM) throw new Error(`${size} bytes came back`);
  };
  const upload = async () => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const { statusCode, body } = await partner.request({
      method: 'POST',
      path: `${base}/v2/profiles/${profileIds[0]}/kyc-requirements/document`,
      headers: { authorization, 'content-type': 'multipart/form-data; boundary=x' },
      body: Readable.from(Array.from({ length: STREAM / chunk.length }, () => chunk)),
    });
    await body.dump();
    if (statusCode !== 204) throw new Error(`an upload was refused: ${statusCode}`);
  };
  for (const [what, act] of [
    ['from Wise', download],
    ['to Wise', upload],
  ] as const) {
    // the heap and the buffers of the sockets reach their size
    for (let turn = 0; turn < 2; turn += 1) await act();
    const before = residentMegabytes(pid);
    let peak = before;
    const timer = setInterval(() => {
      peak = Math.max(peak, residentMegabytes(pid));
    }, 20);
    for (let turn = 0; turn < STREAMS; turn += 1) await act();
    clearInterval(timer);
    const grown = (residentMegabytes(pid) - before) / STREAMS;
    console.log(
      `100 MB ${what.padEnd(9)}  memory ${grown.toFixed(1)} MB per stream (goal under 5), ${(peak - before).toFixed(1)} MB at most above the ${before.toFixed(0)} MB before, ${STREAMS} streams`,
    );
  }
} finally {
  large.close();
  await stack.close();
}

function residentMegabytes(pid: number): number {
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}
