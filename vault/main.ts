import { ConfigurationError } from '#lib/env/read';
import { vaultEnv } from '#lib/env/vault';
import { startVault } from './server';

/** What a supervisor waits for before it kills: drain plus closing. */
const HARD_STOP_MS = 45_000;

async function main(): Promise<void> {
  const vault = await startVault(vaultEnv());
  const { log } = vault.ctx;
  let isStopping = false;
  const stop = (why: string, status = 0) => {
    if (isStopping) return;
    isStopping = true;
    log.info({ why }, 'vault stops');
    setTimeout(() => process.exit(1), HARD_STOP_MS).unref();
    vault.close().then(
      () => process.exit(status),
      (error: unknown) => {
        log.error({ err: error }, 'vault did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', () => stop('SIGTERM'));
  process.once('SIGINT', () => stop('SIGINT'));
  // A state nobody thought of: finish what is in flight, then let the supervisor start afresh.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'uncaught exception');
    stop('uncaught exception', 1);
  });
  if (process.argv.includes('--with-supervisor')) {
    process.once('disconnect', () => stop('supervisor gone'));
    process.stdin.once('end', () => stop('supervisor gone')).once('error', () => stop('supervisor gone'));
    process.stdin.resume();
  }
}

main().catch((error: unknown) => {
  // Safe to print: names and ways to mend, never a value.
  const text = error instanceof ConfigurationError ? error.message : startProblem(error);
  process.stderr.write(`${text}\n`);
  process.exit(1);
});

function startProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EADDRINUSE') return 'vault cannot start:\n  - a port it listens on is taken';
  return `vault cannot start:\n  - the database (VAULT_DATABASE_URL) did not answer as it should ${code}`.trim();
}
