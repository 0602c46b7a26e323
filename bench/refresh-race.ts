// npm run bench:refresh-race [-- <connections> <vaults>]: so many connections due at once, several vault processes, vends and
// checks meanwhile, and 15 % of Wise's answers later than half the lease; with refresh tokens that stay, then with some that
// rotate. In the end the stored token of every connection is the one that lives at Wise, nobody has to reconnect, and
// Wise was called at most 1.05 times for each that was due. Ends with 1 where that is not so. CI has the small size
// (vault/grants/refresh-race.db.test.ts).

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { faultSchema } from 'wise-emulator';
import { readNumbers } from '#scripts/arguments';
import { type Part, slowAnswers } from '#test/refresh-race';
import { openField } from '#vault/grants/grant-record';
import { makeConnections } from './connections';
import { machine } from './machine';
import { startStack } from './stack';

const [connections = 5_000, vaults = 4] = readNumbers(
  'usage: npm run bench:refresh-race [-- <connections> <vaults>]',
  2,
);
const COUNT = Math.min(10_000, connections);
const VAULTS = Math.min(8, vaults);
const CHECKS = Math.ceil(COUNT / 50);
const LEASE_MS = 12_000;
const MOST_CALLS = 1.05;

const stack = await startStack({ WISE_SANDBOX_REFRESHES_PER_MINUTE: '6000' });
const { emulator, own } = stack;
const owner = new pg.Client({ connectionString: stack.ownerUrl });
await owner.connect();

const calls = () => emulator.state.log.since(0).filter((event) => event.type === 'token.request').length;

/** One vault process until nothing is due any more. */
async function race(): Promise<Part> {
  const { PATH = '', HOME = '' } = process.env;
  const child: ChildProcess = fork(
    fileURLToPath(import.meta.resolve('./refresh-race-vault.ts')),
    [String(LEASE_MS), String(CHECKS / VAULTS)],
    { env: { PATH, HOME, NODE_ENV: 'production', ...stack.settings }, execArgv: ['--import', 'tsx'] },
  );
  const [told] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`a vault ended with ${code}`))),
  ]);
  await once(child, 'exit');
  return told as Part;
}

/** Connections whose stored token is not the live one, and those that are not active. */
async function lookAtAll(ids: readonly string[]): Promise<{ dead: number; lost: number }> {
  const outcome = { dead: 0, lost: 0 };
  for (const id of ids) {
    const row = await own.readVendRow(id);
    if (row?.status !== 'active' || row.state !== 'settled') {
      outcome.lost += 1;
      continue;
    }
    const access = openField(own, row, 'access').reveal();
    if (emulator.state.tokens.findAccess(access, Date.now()) === undefined) outcome.dead += 1;
  }
  return outcome;
}

async function run(ids: readonly string[], rotateRefreshTokens: boolean): Promise<boolean> {
  emulator.state.log.clear();
  emulator.state.settings.merge({ rotateRefreshTokens });
  emulator.state.faults.inject(faultSchema.parse(slowAnswers(LEASE_MS)));
  await owner.query(
    `UPDATE vault.grants AS g SET next_refresh_at = now(),
       access_expires_at = CASE WHEN row_number % 3 = 0 THEN now() - interval '1 second' ELSE access_expires_at END
     FROM (SELECT id, row_number() OVER () FROM vault.grants) AS numbered WHERE numbered.id = g.id`,
  );
  const began = performance.now();
  const parts = await Promise.all(Array.from({ length: VAULTS }, race));
  const seconds = (performance.now() - began) / 1_000;
  emulator.state.faults.clear('go-on');
  const sum = (of: keyof Part) => parts.reduce((total, part) => total + part[of], 0);
  const { dead, lost } = await lookAtAll(ids);
  const made = calls();
  const share = made / (COUNT + sum('checks'));
  console.log(`refresh tokens ${rotateRefreshTokens ? 'rotate' : 'stay'}: ${seconds.toFixed(1)} s`);
  console.log(
    `  ${sum('vends')} vends, ${sum('late')} answered "not ready yet", ${sum('failed')} failed, ${sum('checks')} checks`,
  );
  console.log(
    `  calls to Wise                        ${made}, ${share.toFixed(3)} for each that was due or checked (goal: ${MOST_CALLS} at most)`,
  );
  console.log(`  stored, but not the live one         ${dead}`);
  console.log(`  not active and settled               ${lost}`);
  return dead === 0 && lost === 0 && share <= MOST_CALLS && made >= COUNT;
}

try {
  await stack.addCustomers(COUNT);
  const ids = await makeConnections(own, emulator, COUNT, 43_199);
  console.log(
    `${machine()}\n${COUNT} connections due, ${VAULTS} vault processes, a lease of ${LEASE_MS / 1_000} s\n`,
  );
  const stay = await run(ids, false);
  const rotate = await run(ids, true);
  process.exitCode = stay && rotate ? 0 : 1;
} finally {
  await owner.end();
  await stack.close();
}
