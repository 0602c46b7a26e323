import { type ChildProcess, spawn } from 'node:child_process';
import { root } from '#scripts/paths';
import { until } from '#test/until';
import { freePort } from '../../scripts/ports.mjs';
import type { Harness } from './harness';

/** A vault in a process of its own, as in production, and the address of its partner API. Whoever starts it kills it. */
export async function startVaultProcess(
  harness: Harness,
  changes: Record<string, string> = {},
): Promise<{ child: ChildProcess; partnerUrl: string }> {
  const port = await freePort();
  const child = spawn(process.execPath, ['--import', 'tsx', 'vault/main.ts'], {
    cwd: root,
    env: { NODE_ENV: 'production', ...harness.settings({ PARTNER_API_PORT: String(port), ...changes }) },
    stdio: 'ignore',
  });
  const partnerUrl = `http://127.0.0.1:${port}`;
  const isUp = () =>
    fetch(`${partnerUrl}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until('the vault listens', isUp, { withinMs: 60_000 }).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  return { child, partnerUrl };
}
