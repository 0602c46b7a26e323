// The commands of operators, from this checkout's sources or, where there are no development packages, from dist/:
// node scripts/command.mjs staff add …
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import { failureText } from '../lib/db/failure-text.mjs';
import { asksForHelp } from './arguments.mjs';
import { COMMANDS } from './commands.mjs';
import { ensureDatabase } from './db/ensure.mjs';
import { outsideOwnerUrl } from './db/owner-url.mjs';
import { isOfDevelopment, isSet } from './dev/is-of-development.mjs';
import { developmentSettings } from './dev/settings.mjs';
import { defaultDataDir, root } from './paths.mjs';
import { environmentFolder, productionSettings } from './start/settings.mjs';
import { environmentFor } from './supervise/env.mjs';

const [name = '', ...words] = process.argv.slice(2);
if (!COMMANDS.includes(name)) {
  const isHelp = asksForHelp([name]);
  (isHelp ? console.log : console.error)(`usage: node scripts/command.mjs ${COMMANDS.join(' | ')} …`);
  process.exit(isHelp ? 0 : 2);
}
/** @type {Awaited<ReturnType<typeof ensureDatabase>> | undefined} */
let embedded;

try {
  const { run, USAGE } = await load(name);
  const { text, exitCode, isNote } = asksForHelp(words)
    ? { text: helpOf(USAGE), exitCode: 0, isNote: false }
    : await run(words, { ownerUrl, vaultSettings, operator: userInfo().username });
  if (exitCode === 0 && !isNote) await print(text);
  else console.error(text);
  process.exitCode = exitCode;
} catch (error) {
  console.error(`That did not work: ${settingsProblem(error) ?? failureText(error)}`);
  process.exitCode = 1;
} finally {
  if (embedded?.started) await embedded.stop();
}

/**
 * What is wrong with settings is worded for a process that starts; a command starts none.
 * @param {unknown} error
 * @returns {string | undefined}
 */
function settingsProblem(error) {
  if (!(error instanceof Error && 'problems' in error && Array.isArray(error.problems))) return undefined;
  return ["the vault's settings are wrong:", ...error.problems.map((each) => `  - ${each}`)].join('\n');
}

/**
 * console.log says nothing where the disk is full or the reader is gone: a secret that is shown once would be lost, with status 0.
 * @param {string} text
 * @returns {Promise<void>}
 */
function print(text) {
  // nothing to say is no line: `events list` is one of JSON each
  if (text === '') return Promise.resolve();
  return new Promise((resolve, reject) => {
    const fail = (/** @type {Error} */ error) =>
      reject(new Error(`what it printed could not be written (${error.message}); what it did stands.`));
    process.stdout.once('error', fail).write(`${text}\n`, (error) => (error ? fail(error) : resolve()));
  });
}

/**
 * What a script that runs it can rely on; a command that says more of it has said so itself.
 * @param {string} usage
 * @returns {string}
 */
function helpOf(usage) {
  return usage.includes('Ends with ')
    ? usage
    : `${usage}\nEnds with 0 when it is done, with 1 when it is not or that is not known, with 2 when it was not called like this.`;
}

/**
 * Sources first: what was built may be older.
 * @param {string} command
 */
async function load(command) {
  const source = path.join(root, `cli/${command}.ts`);
  const compiler = await import('tsx/esm/api').catch(() => undefined);
  if (compiler && existsSync(source)) {
    compiler.register();
    return import(source);
  }
  const built = path.join(root, `dist/commands/${command}.mjs`);
  if (!existsSync(built)) throw new Error('not built yet: npm run build');
  return import(built);
}

async function embeddedUrls() {
  embedded ??= await ensureDatabase();
  return embedded;
}

async function ownerUrl() {
  return outsideOwnerUrl(process.env) ?? (await embeddedUrls()).ownerUrl;
}

/** This shell and .env.vault, over what `npm run dev` gives its vault where they are not of a production vault. */
async function vaultSettings() {
  const production = productionSettings(environmentFolder(), process.env).vault;
  const dataDir = defaultDataDir();
  const isDevelopment = isOfDevelopment(production) && existsSync(path.join(dataDir, 'dev-secrets.json'));
  const development = isDevelopment
    ? environmentFor('vault', developmentSettings(dataDir, process.env).settings)
    : {};
  const settings = { ...development, ...production };
  if (isSet(production, 'VAULT_DATABASE_URL')) return settings;
  const { vaultUrl, jobsUrl } = await embeddedUrls();
  return { ...settings, VAULT_DATABASE_URL: vaultUrl, VAULT_JOBS_DATABASE_URL: jobsUrl };
}
