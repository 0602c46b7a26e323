import { existsSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../error.mjs';
import { defaultDataDir, root } from '../paths.mjs';
import { outsideAddresses } from '../supervise/addresses.mjs';
import { endsWithSupervisor } from '../supervise/child.mjs';
import { openEmbedded } from '../supervise/embedded.mjs';
import { clearTheWay, supervise } from '../supervise/supervisor.mjs';
import { checkDatabases } from './check-databases.mjs';
import { VAULT_MALLOC, VAULT_NODE_FLAGS, WEB_HEAP_MIB } from './heaps.mjs';
import { internalUrl, portOf, portsOf } from './ports-of.mjs';
import { say } from './say.mjs';
import {
  environmentFolder,
  exampleValues,
  misplacedNames,
  productionSettings,
  unreadNames,
} from './settings.mjs';

const BUILT = {
  next: path.join(root, '.next/standalone/.next/BUILD_ID'),
  web: path.join(root, 'dist/web/main.mjs'),
  vault: path.join(root, 'dist/vault/main.mjs'),
};

/** @typedef {Record<string, string>} Values what one process is configured with */
/** @typedef {{ web: Values; vault: Values }} Settings */

/** Starts web and vault in production mode and keeps them running. Ends with 1 and every reason when it cannot. */
export async function start() {
  try {
    await run(defaultDataDir());
  } catch (error) {
    say(messageOf(error), 'fatal');
    process.exit(1);
  }
}

/** @param {string} dataDir */
async function run(dataDir) {
  if (!Object.values(BUILT).every((file) => existsSync(file)))
    throw new Error('not built yet: npm run build');
  const settings = productionSettings(environmentFolder(), process.env);
  const outside = outsideAddresses({ ...settings.web, ...settings.vault });
  await checkConfiguration(settings, outside);
  if (outside) await checkDatabases(settings);
  const ended = await clearTheWay(dataDir, portsOf(settings));
  if (ended.length > 0) say(`ended what an earlier run had left: ${ended.join(', ')}`);
  const embedded = outside ? undefined : await openEmbedded(dataDir, say);
  const isUp = await supervise({
    dataDir,
    specs: childrenOf(settings, embedded?.addresses),
    database: embedded?.database,
    onLine: undefined,
    say,
  });
  if (isUp) say(`Connect Wise is running: ${settings.web.APP_URL ?? `port ${portOf(settings.web)}`}`);
}

// Both processes check again for themselves; here one try names everything, before anything runs.
/** @param {Settings} settings @param {Values | undefined} outside */
async function checkConfiguration({ web, vault }, outside) {
  const { configurationProblems } = await import(path.join(root, 'dist/check-env.mjs'));
  // the embedded database's addresses exist once it runs
  const soon = 'postgresql://127.0.0.1/embedded';
  const problems = configurationProblems(
    outside ? web : { ...web, DATABASE_URL: soon },
    outside ? vault : { ...vault, VAULT_DATABASE_URL: soon, VAULT_JOBS_DATABASE_URL: soon },
  );
  const all = [
    ...misplacedNames(environmentFolder()),
    ...unreadNames(process.env),
    ...exampleValues({ web, vault }),
    ...problems,
  ];
  if (all.length > 0) throw new Error(all.join('\n'));
}

/** @param {Settings} settings @param {Values | undefined} addresses */
function childrenOf({ web, vault }, addresses) {
  const port = portOf(web);
  const internal = internalUrl(vault);
  const mode = { NODE_ENV: 'production' };
  return [
    {
      name: 'vault',
      command: [
        process.execPath,
        ...endsWithSupervisor(),
        ...VAULT_NODE_FLAGS,
        '--enable-source-maps',
        BUILT.vault,
      ],
      env: {
        ...vault,
        ...pick(addresses, 'VAULT_DATABASE_URL', 'VAULT_JOBS_DATABASE_URL'),
        ...mode,
        ...VAULT_MALLOC,
      },
      host: internal.hostname,
      port: Number(internal.port),
      closesFirst: true,
    },
    {
      name: 'web',
      command: [
        process.execPath,
        ...endsWithSupervisor(),
        `--max-old-space-size=${WEB_HEAP_MIB}`,
        '--enable-source-maps',
        BUILT.web,
      ],
      env: { ...web, ...pick(addresses, 'DATABASE_URL'), ...mode, NEXT_TELEMETRY_DISABLED: '1' },
      host: reachable(web.WEB_HOST),
      port,
      closesFirst: true,
    },
  ];
}

/**
 * Where a listener on all of a machine's addresses is reached from the machine itself.
 * @param {string | undefined} host
 */
const reachable = (host) => (!host || host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host);

/** @param {Values | undefined} addresses @param {string[]} names @returns {Values} */
const pick = (addresses, ...names) =>
  addresses ? Object.fromEntries(names.map((name) => [name, addresses[name] ?? ''])) : {};
