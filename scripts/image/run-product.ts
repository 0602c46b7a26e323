import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { createUnmigratedDatabase } from '../../test/database/cluster.mjs';
import { until } from '../../test/until';
import { COMMANDS } from '../commands.mjs';
import { freePort } from '../ports.mjs';
import { VAULT_NODE_FLAGS } from '../start/heaps.mjs';
import type { StageOfImage } from './dockerfile.mjs';
import { asEnvironment, placeIn, type Site } from './run-steps';

/** The stage that an image is, with the command that it runs when nothing is said. */
export type LastStage = StageOfImage & { command: string[] };
export const isRunnable = (stage: StageOfImage | undefined): stage is LastStage =>
  stage?.command !== undefined;

type Database = Awaited<ReturnType<typeof createUnmigratedDatabase>>;

/** Starts a process in the last stage. It has the settings it is given, no home, and nothing to write to. */
function start(site: Site, stage: LastStage, words: readonly string[], env: Record<string, string>) {
  const [program = '', ...rest] = words;
  const child = spawn(program === 'node' ? process.execPath : program, rest, {
    cwd: placeIn(site, stage, '.'),
    env: asEnvironment({ PATH: site.path, HOME: '/nonexistent', ...stage.env, ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...site.account,
  });
  site.onStart(child);
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, code, output: () => printed.join('') };
}

/** @throws with what it printed, unless it ended with 0 */
async function finish(what: string, { code, output }: ReturnType<typeof start>): Promise<string> {
  const end = await code;
  if (end !== 0) throw new Error(`${what} ended with ${end}:\n${output().slice(-2_000)}`);
  return output();
}

/** Migrates a database from the last stage, as `migrate` of an image does. */
export async function migrateFrom(site: Site, stage: LastStage, database: Database): Promise<void> {
  const words = ['node', 'scripts/db.mjs', 'migrate'];
  site.tell(words.join(' '));
  const printed = await finish(
    'the migration',
    start(site, stage, words, { MIGRATION_DATABASE_URL: database.ownerUrl }),
  );
  site.tell(printed.trim().split(',')[0] ?? '');
}

/** Starts web and the vault, asks both how they are, and stops them. */
export async function runProduct(site: Site, stage: LastStage, database: Database): Promise<void> {
  const { ports, web, vault } = await settings(database);
  const running = [
    start(site, stage, ['node', ...VAULT_NODE_FLAGS, 'dist/vault/main.mjs'], vault),
    start(site, stage, stage.command, web),
  ];
  const isAnswering = async (port: number, probe: string) => {
    const ended = running.find(({ child }) => child.exitCode !== null || child.signalCode !== null);
    if (ended !== undefined) throw new Error(ended.output());
    return fetch(`http://127.0.0.1:${port}/${probe}`).then(
      ({ ok }) => ok,
      () => false,
    );
  };
  for (const [name, port] of Object.entries(ports)) {
    for (const probe of ['healthz', 'readyz']) {
      await until(`${name} answers /${probe}`, () => isAnswering(port, probe), { withinMs: 120_000 });
      site.tell(`${name}: /${probe} 200`);
    }
  }
  for (const each of running) each.child.kill('SIGTERM');
  for (const each of running) await finish('what was told to stop', each);
  site.tell('both stopped cleanly');
}

/** Asks each of the operators' commands for its help. */
export async function askCommands(site: Site, stage: LastStage): Promise<void> {
  const left = COMMANDS.values();
  const worker = async () => {
    for (const name of left) {
      const words = ['node', 'scripts/command.mjs', name, '--help'];
      await finish(`the operators' command ${name}`, start(site, stage, words, {}));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  site.tell(`${COMMANDS.length} operators' commands are there`);
}

/** What docs/operations.md says that each needs, and no more. Nobody plays Wise: what starts must not depend on it. */
async function settings({ webUrl, vaultUrl, jobsUrl }: Database) {
  const secret = () => randomBytes(32).toString('base64');
  const [web, partner, internal, webhook] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const both = {
    APP_URL: 'http://localhost:3000',
    VAULT_INTERNAL_URL: `http://127.0.0.1:${internal}`,
    VAULT_INTERNAL_KEY: secret(),
    WISE_SANDBOX_CLIENT_ID: 'image-check',
  };
  return {
    ports: { web, partner },
    web: {
      ...both,
      PORT: String(web),
      DATABASE_URL: webUrl,
      NEXTAUTH_SECRET: secret(),
      SMTP_URL: 'smtp://127.0.0.1:9',
    },
    vault: {
      ...both,
      VAULT_DATABASE_URL: vaultUrl,
      VAULT_JOBS_DATABASE_URL: jobsUrl,
      VAULT_KEYS: `k1:${secret()}`,
      PARTNER_API_PORT: String(partner),
      WEBHOOK_PORT: String(webhook),
      WISE_SANDBOX_CLIENT_SECRET: 'image-check',
      WISE_SANDBOX_API_URL: 'http://127.0.0.1:9',
    },
  };
}
