import { setFlagsFromString } from 'node:v8';
import { connectionProblem } from '#lib/db/connection-problem.mjs';
import { isDatabaseFailure } from '#lib/db/database-failure';
import { ConfigurationError } from '#lib/env/read';
import { captureOutput } from '#lib/log/capture-output';
import { lastWords } from '#lib/log/last-words';
import { createLogger, type Logger } from '#lib/log/logger';
import { vaultEnv } from '#vault/env/vault-env';
import { DEADLINES } from './runtime/deadlines';
import { startVault, type Vault } from './server';

/** Starts the vault and ends the process as the outside world asks for it, whenever it asks. */
function main(): void {
  keepToFirstTier();
  collectEarly();
  allocateYoung();
  const env = vaultEnv();
  const log = createLogger('vault', env.LOG_LEVEL);
  captureOutput(log);
  const starting = startVault(env, { log });
  starting.catch(giveUp);
  let isStopping = false;
  const stop = (why: string, status = 0) => {
    if (isStopping) return;
    isStopping = true;
    log.info({ why }, 'vault stops');
    setTimeout(() => process.exit(1), DEADLINES.hardStopMs).unref();
    end(starting, log).then((isClean) => process.exit(isClean ? status : 1), giveUp);
  };
  // Not once: systemd signals the supervisor and its children, so a second signal comes, and unheard it would kill.
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  // A state nobody thought of: finish what is in flight, then let the supervisor start afresh.
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'uncaught exception');
    stop('uncaught exception', 1);
  });
}

/**
 * Prisma's compiler of queries is WebAssembly. V8 takes 75 MB to optimise it, which the process keeps, for plans that are
 * made once each and remembered. Before anything is compiled; the parser of undici is small, and as fast without.
 */
function keepToFirstTier(): void {
  for (const flag of ['--liftoff-only', '--no-wasm-tier-up', '--no-wasm-dynamic-tiering'])
    setFlagsFromString(flag);
}

/**
 * 35 MiB are alive. On a busy machine requests take longer, so what they hold grows old, and V8 let three times that stand
 * before it collected the old part of the heap. At 40 % the vault keeps to its memory, for a tenth of a vend's CPU.
 */
function collectEarly(): void {
  setFlagsFromString('--heap-growing-percent=40');
}

/**
 * V8 puts an object into the old part of the heap at once where those of the same line lived long before (allocation site
 * pretenuring). What it points to then stays until that part is collected: with one such object a request, a sixth of what a
 * vend allocates, for a third of its CPU (findings/v8-allocates-old-and-keeps-what-is-young.sh).
 */
function allocateYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}

async function end(starting: Promise<Vault>, log: Logger): Promise<boolean> {
  const vault = await starting;
  try {
    await vault.close();
    return true;
  } catch (error) {
    log.error({ err: error }, 'vault did not stop cleanly');
    return false;
  }
}

/** Safe to print: names and fixes, never a value. */
function giveUp(error: unknown): void {
  lastWords('vault', startProblem(error));
  process.exit(1);
}

function startProblem(error: unknown): string {
  if (error instanceof ConfigurationError) return error.message;
  return `vault cannot start:\n  - ${whatFailed(error)}`;
}

const SQLSTATE = /^[0-9A-Z]{5}$/;

function whatFailed(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no code';
  if (code === 'EADDRINUSE')
    return 'a port it listens on is taken: see VAULT_INTERNAL_URL, PARTNER_API_PORT, WEBHOOK_PORT and METRICS_PORT';
  if (isDatabaseFailure(error)) return `VAULT_DATABASE_URL: ${connectionProblem(error)}`;
  if (SQLSTATE.test(code))
    return `the database did not answer as it should (${code}): see VAULT_DATABASE_URL`;
  // names and codes only: a message may repeat a value
  const name = error instanceof Error ? error.name : typeof error;
  return `something failed that is not the database's (${name}, ${code})`;
}

try {
  main();
} catch (error) {
  giveUp(error);
}
