import { npmDone } from '../../e2e/harness/operator';
import type { Stack } from '../../e2e/harness/stack';
import { root } from '../paths.mjs';

/** One promise, whether it was kept, and what was seen. */
export type Finding = { what: string; isKept: boolean; seen: string };

/** Prints what was seen of each promise, and sets the exit code. */
export function printVerdict(findings: readonly Finding[]): void {
  const width = Math.max(...findings.map(({ what }) => what.length));
  for (const { what, isKept, seen } of findings)
    console.log(`${isKept ? 'kept  ' : 'BROKEN'}  ${what.padEnd(width)}  ${seen}`);
  const isClean = findings.every(({ isKept }) => isKept);
  console.log(`\nverdict: ${isClean ? 'clean' : 'NOT CLEAN'}`);
  process.exitCode = isClean ? 0 : 1;
}

/** `npm run audit:verify` on the stack's database, as an operator runs it. */
export async function auditFinding(stack: Stack, vaultEnv: Record<string, string> = {}): Promise<Finding> {
  const { code, output } = await operator(stack, 'audit:verify', [], vaultEnv);
  const [line = ''] = output.trim().split('\n').slice(-1);
  return { what: 'the audit chain verifies', isKept: code === 0, seen: line };
}

/** One of the operators' commands, with the vault's settings. */
export function operator(
  stack: Stack,
  script: string,
  words: string[],
  vaultEnv: Record<string, string> = {},
): Promise<{ code: number | null; output: string }> {
  const { vaultUrl, jobsUrl, webUrl } = stack.database;
  return npmDone(
    root,
    script,
    {
      DATABASE_URL: webUrl,
      VAULT_DATABASE_URL: vaultUrl,
      VAULT_JOBS_DATABASE_URL: jobsUrl,
      VAULT_KEYS: stack.secrets.vaultKeys,
      VAULT_INTERNAL_KEY: stack.secrets.internalKey,
      VAULT_INTERNAL_URL: stack.internalUrl,
      WISE_SANDBOX_CLIENT_ID: stack.sandbox.clientId,
      WISE_SANDBOX_CLIENT_SECRET: stack.secrets.wiseClientSecrets.sandbox,
      WISE_SANDBOX_API_URL: stack.sandbox.url,
      ...vaultEnv,
    },
    words,
  );
}

/** What a process must never write: a state nobody thought of. */
export function outcryFinding(stack: Stack): Finding {
  const cries = stack.processes.flatMap(({ name, output }) =>
    output
      .split('\n')
      .filter((line) => /uncaught exception|unhandled|out of memory/i.test(line))
      .map((line) => `${name}: ${line.slice(0, 160)}`),
  );
  return {
    what: 'no process met a state nobody thought of',
    isKept: cries.length === 0,
    seen: cries[0] ?? '–',
  };
}
