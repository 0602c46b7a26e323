import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Stop } from '#lib/jobs/repeat';
import { createLogger } from '#lib/log/logger';
import { until } from '#test/until';
import { jobHandlers, jobSchedule } from '../job-handlers';
import { addJob } from '../jobs/jobs';
import { startJobWorker } from '../jobs/worker';
import { Harness } from '../testing/harness';
import { sweepTable } from './sweep-table';

let harness: Harness;
let stop: Stop | undefined;

beforeAll(async () => {
  harness = await Harness.start();
});
beforeEach(async () => {
  await harness.owner.query('DELETE FROM graphile_worker._private_jobs; DELETE FROM alarms');
});
afterEach(() => stop?.());
afterAll(() => harness.close());

async function oldAlarms(count: number): Promise<void> {
  await harness.owner.query(
    `INSERT INTO alarms (code, cleared_at) SELECT 'over ' || n, now() - interval '91 days' FROM generate_series(1, $1) n`,
    [count],
  );
}

const count = async (sql: string): Promise<number> =>
  (await harness.owner.query(`SELECT count(*)::int AS n FROM ${sql}`)).rows[0].n;
const jobs = () => count('graphile_worker._private_jobs');

describe('old rows of the vault', () => {
  it('go when a vault starts, more than a batch too, and it says how many', async () => {
    await oldAlarms(1_100);
    await harness.owner.query(`INSERT INTO alarms (code) VALUES ('open')`);
    const swept: number[] = [];
    const write = (line: string) => swept.push(...Object.values<number>(JSON.parse(line).swept ?? {}));
    const vault = harness.vault({ log: createLogger('test', 'info', { write }) });
    stop = startJobWorker(vault, { handlers: jobHandlers, schedule: jobSchedule });
    await until('all old rows are gone', async () => (await count('alarms')) === 1);
    await until('no job is left', async () => (await jobs()) === 0);
    expect(swept.toSorted()).toEqual([100, 500, 500]);
  });

  it('go a batch at a time: the transaction that deletes a full one adds the next job, and one that fails does neither', async () => {
    const vault = harness.vault();
    const signal = new AbortController().signal;
    await oldAlarms(501);
    await harness.owner.query(`ALTER FUNCTION vault.add_job RENAME TO add_job_away`);
    await expect(sweepTable(vault, { table: 'alarms' }, signal)).rejects.toThrow();
    await harness.owner.query(`ALTER FUNCTION vault.add_job_away RENAME TO add_job`);
    expect([await count('alarms'), await jobs()]).toEqual([501, 0]);

    await sweepTable(vault, { table: 'alarms' }, signal);
    expect([await count('alarms'), await jobs()]).toEqual([1, 1]);
    await sweepTable(vault, { table: 'alarms' }, signal);
    expect([await count('alarms'), await jobs()]).toEqual([0, 1]);
  });

  it('are swept by one job a table, however many vaults start', async () => {
    const vault = harness.vault();
    for (let times = 0; times < 3; times += 1) {
      for (const { name, payload, key } of jobSchedule)
        await addJob(vault.database.db, name, payload, { key });
    }
    expect(await jobs()).toBe(jobSchedule.length);
  });
});
