import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freePort } from '../ports.mjs';
import { clearTheWay } from '../supervise/supervisor.mjs';
import { portsOf } from './ports-of.mjs';

let folder: string;
let ports: { web: Record<string, string>; vault: Record<string, string> };

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'connect-wise-ports-'));
  const port = async () => String(await freePort());
  const vault = {
    VAULT_INTERNAL_URL: `http://127.0.0.1:${await freePort()}`,
    PARTNER_API_PORT: await port(),
    WEBHOOK_PORT: await port(),
  };
  ports = { web: { PORT: await port() }, vault };
});
afterEach(() => rmSync(folder, { recursive: true }));

it('a port for metrics that is taken is named with its setting, before anything starts', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const taken = typeof address === 'object' ? String(address?.port) : '';
  try {
    await expect(
      clearTheWay(folder, portsOf({ web: ports.web, vault: { ...ports.vault, METRICS_PORT: taken } })),
    ).rejects.toThrow(
      `port ${taken} (vault, metrics) is in use: end what uses it, or choose another with METRICS_PORT=`,
    );
  } finally {
    server.close();
  }
});

it('one port for the metrics of both, as the shell would give it, is refused', async () => {
  const METRICS_PORT = String(await freePort());
  const both = { web: { ...ports.web, METRICS_PORT }, vault: { ...ports.vault, METRICS_PORT } };
  await expect(clearTheWay(folder, portsOf(both))).rejects.toThrow(
    `port ${METRICS_PORT} is wanted for web, metrics and for vault, metrics: change METRICS_PORT`,
  );
});

it('0 is any free port, so both may have it', async () => {
  const any = { METRICS_PORT: '0' };
  const both = { web: { ...ports.web, ...any }, vault: { ...ports.vault, ...any } };
  expect(await clearTheWay(folder, portsOf(both))).toEqual([]);
});
