// npm run bench [-- <rows> --seconds 5 --connections 10000 --json]: one table of what the product does in a second, each part
// beside the limit of this machine and, for vends, beside what others use, all in the same run. A PostgreSQL, an emulator and
// the servers, all on this machine and gone afterwards. Who asks shares its cores with them, so these are lower bounds.

import { execFileSync } from 'node:child_process';
import os from 'node:os';
import { asksForHelp, readArguments } from '#scripts/arguments';
import { withClient } from '#scripts/db/roles';
import { root } from '#scripts/paths';
import { machine } from './machine';
import type { Line, Row } from './measure';
import { callThrough } from './rows/calls';
import { callback, startOfAttempt } from './rows/connect';
import { refreshThroughput } from './rows/refresh';
import { rewrap } from './rows/rewrap';
import { vendDue, vendHot } from './rows/vend';
import { startStack } from './stack';
import { tableOf } from './table';

const ROWS: readonly Row[] = [
  { name: 'vend', about: 'a live token, 16, 32 and 64 callers, beside limits and peers', run: vendHot },
  { name: 'vend-due', about: 'a token that has to be refreshed first', run: vendDue },
  { name: 'call', about: 'a call to Wise through the vault', run: callThrough },
  { name: 'start', about: 'a customer presses Connect Wise, through web', run: startOfAttempt },
  { name: 'callback', about: 'a customer comes back from Wise with a code', run: callback },
  { name: 'refresh', about: 'what the refresh loop of one vault does', run: refreshThroughput },
  { name: 'rewrap', about: 'every record to another ring key', run: rewrap },
];

const USAGE = `usage: npm run bench [-- <rows> --seconds 5 --connections 10000 --json]
rows (all that are not long, when none is named):
${ROWS.map(({ name, about, isLong }) => `  ${name.padEnd(10)}${about}${isLong ? ' (minutes; only by name)' : ''}`).join('\n')}`;

const options = {
  seconds: { type: 'string', default: '5' },
  connections: { type: 'string', default: '10000' },
  json: { type: 'boolean', default: false },
} as const;

type Asked = { rows: readonly Row[]; seconds: number; connections: number; isJson: boolean };

function readAsked(words: readonly string[]): Asked | string {
  const read = readArguments(words, options, USAGE);
  if ('problem' in read) return String(read.problem);
  const { values, positionals } = read;
  const unknown = positionals.find((word) => !ROWS.some(({ name }) => name === word));
  if (unknown !== undefined) return `no such row: ${unknown}\n${USAGE}`;
  const [seconds, connections] = [Number(values.seconds), Number(values.connections)];
  if (!(seconds >= 1 && seconds <= 60)) return `--seconds is a number from 1 to 60\n${USAGE}`;
  if (!(Number.isInteger(connections) && connections >= 100 && connections <= 100_000))
    return `--connections is a whole number from 100 to 100000\n${USAGE}`;
  const rows = ROWS.filter(({ name, isLong }) =>
    positionals.length === 0 ? isLong !== true : positionals.includes(name),
  );
  return { rows, seconds, connections, isJson: values.json === true };
}

/** Each row has a stack of its own: what one leaves behind weighs on no other. */
async function measure({ rows, seconds, connections }: Asked): Promise<{ lines: Line[]; database: string }> {
  const lines: Line[] = [];
  let database = '';
  for (const row of rows) {
    console.error(`… ${row.name}: ${row.about}`);
    const stack = await startStack();
    try {
      database = await versionOf(stack.ownerUrl);
      lines.push(...(await row.run({ stack, seconds, connections })));
    } catch (error) {
      // the others are worth their time all the same
      console.error(`${row.name} failed:`, error);
      process.exitCode = 1;
    } finally {
      await stack.close();
    }
  }
  return { lines, database };
}

const versionOf = (url: string): Promise<string> =>
  withClient(url, async (client) => {
    const { rows } = await client.query('SHOW server_version');
    return `PostgreSQL ${rows[0].server_version}`;
  });

function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty', '--abbrev=10'], { cwd: root })
      .toString()
      .trim();
  } catch {
    return 'unknown';
  }
}

const words = process.argv.slice(2);
const asked = asksForHelp(words) ? USAGE : readAsked(words);
if (typeof asked === 'string') {
  (asksForHelp(words) ? console.log : console.error)(asked);
  process.exitCode = asksForHelp(words) ? 0 : 2;
} else {
  const loadBefore = os.loadavg()[0] ?? 0;
  const { lines, database } = await measure(asked);
  const facts = {
    machine: machine(),
    database,
    commit: commit(),
    at: new Date().toISOString(),
    seconds: asked.seconds,
    connections: asked.connections,
    loadBefore,
    loadAfter: os.loadavg()[0] ?? 0,
  };
  if (asked.isJson) console.log(JSON.stringify({ ...facts, lines }, null, 2));
  else {
    console.log(`${facts.machine}, ${database} (embedded), commit ${facts.commit}`);
    console.log(
      `load average ${loadBefore.toFixed(1)} before, ${facts.loadAfter.toFixed(1)} after; ${asked.seconds} s a line, ${asked.connections} connections\n`,
    );
    console.log(tableOf(lines));
  }
}
