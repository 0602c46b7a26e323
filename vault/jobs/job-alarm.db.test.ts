import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { VaultContext } from '#vault/runtime/context';
import { Harness } from '../testing/harness';
import { checkJobs } from './job-alarm';
import { addJob } from './jobs';

let harness: Harness;
let vault: VaultContext;

beforeAll(async () => {
  harness = await Harness.start();
  vault = harness.vault();
});
beforeEach(() =>
  harness.owner.query(
    'DELETE FROM graphile_worker._private_jobs; DELETE FROM graphile_worker._private_known_crontabs',
  ),
);
afterAll(() => harness.close());

async function alarms(): Promise<string[]> {
  await checkJobs(vault);
  return harness.openAlarms();
}

it('a job that nobody takes for ten minutes is an alarm, which closes when it is taken', async () => {
  await addJob(vault.database.db, 'retention.sweep', { table: 'alarms' });
  expect(await alarms()).toEqual([]);
  await harness.owner.query(
    `UPDATE graphile_worker._private_jobs SET run_at = now() - interval '11 minutes'`,
  );
  expect(await alarms()).toEqual(['background_jobs_failing']);
  await harness.owner.query(
    `UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = 'a vault'`,
  );
  expect(await alarms()).toEqual([]);
});

it('a schedule that stands still is one, and so is a job that was given up', async () => {
  await harness.owner.query(
    `INSERT INTO graphile_worker._private_known_crontabs VALUES ('a', now() - interval '1 day', now() - interval '1 hour')`,
  );
  expect(await alarms()).toEqual([]);
  await harness.owner.query(
    `UPDATE graphile_worker._private_known_crontabs SET last_execution = now() - interval '3 hours'`,
  );
  expect(await alarms()).toEqual(['background_jobs_failing']);
  await harness.owner.query('DELETE FROM graphile_worker._private_known_crontabs');
  expect(await alarms()).toEqual([]);

  await addJob(vault.database.db, 'retention.sweep', { table: 'alarms' });
  await harness.owner.query('UPDATE graphile_worker._private_jobs SET attempts = max_attempts');
  expect(await alarms()).toEqual(['background_jobs_failing']);
  // what the runbook says
  await harness.owner.query(
    `SELECT graphile_worker.reschedule_jobs(array_agg(id), run_at => now(), attempts => 0)
     FROM graphile_worker.jobs WHERE attempts >= max_attempts`,
  );
  expect(await alarms()).toEqual([]);
});
