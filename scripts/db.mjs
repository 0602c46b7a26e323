// npm run db:start | db:stop | db:status | db:migrate | db:migrate:new -- <name>

import { failureText } from '../lib/db/failure-text.mjs';
import { readValues } from './arguments.mjs';
import { runningCluster, stopCluster } from './db/cluster.mjs';
import { setUpAndMigrate } from './db/deploy.mjs';
import { countAndLast } from './db/migrate.mjs';
import { defaultDataDir } from './paths.mjs';

/** @type {Record<string, (...words: string[]) => Promise<string>>} */
const commands = {
  async start() {
    const { database } = await setUpAndMigrate();
    // a password on a terminal stays in its history: the addresses stand in the data folder
    return `PostgreSQL runs, ${database}; passwords in ${defaultDataDir()}/pg.json`;
  },
  async stop() {
    return (await stopCluster(defaultDataDir())) ? 'stopped' : 'PostgreSQL was not running';
  },
  async status() {
    const running = runningCluster(defaultDataDir());
    return running
      ? `PostgreSQL runs on port ${running.port} (pid ${running.pid})`
      : 'PostgreSQL is not running';
  },
  async migrate() {
    const { database, found, applied } = await setUpAndMigrate();
    return `${database}: ${found} migrations, applied now: ${countAndLast(applied)}`;
  },
  async 'migrate:new'(...name) {
    // development alone: it makes a database with the tests' support
    const { newMigration } = await import('./db/new-migration.mjs');
    const file = await newMigration(name.join(' '));
    return file
      ? `read and finish ${file} (grants, checks), then npm run db:migrate`
      : 'the schema has not changed';
  },
};

const USAGE = `usage: npm run ${Object.keys(commands)
  .map((name) => `db:${name}${name === 'migrate:new' ? ' -- <what changes>' : ''}`)
  .join(' | ')}`;
const [command, ...words] = readValues(USAGE, 20);
const run = command !== undefined && Object.hasOwn(commands, command) ? commands[command] : undefined;
if (run && (words.length === 0 || command === 'migrate:new')) {
  try {
    console.log(await run(...words));
  } catch (error) {
    console.error(failureText(error));
    process.exitCode = 1;
  }
} else {
  console.error(USAGE);
  process.exitCode = 2;
}
