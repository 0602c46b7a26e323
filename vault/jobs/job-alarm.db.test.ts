import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { VaultContext } from '#vault/runtime/context';
import { Rig } from '../testing/rig';
import { checkJobs } from './job-alarm';
import { addJob } from './jobs';

let rig: Rig;
let vault: VaultContext;

beforeAll(async () => {
  rig = await Rig.start();
  vault = rig.vault();
});
beforeEach(() =>
  rig.owner.query(
    'DELETE FROM graphile_worker._private_jobs; DELETE FROM graphile_worker._private_known_crontabs',
  ),
);
afterAll(() => rig.close());

async function alarms(): Promise<string[]> {
  await checkJobs(vault);
  return rig.openAlarms();
}

it('a job that nobody takes for ten minutes is an alarm, which closes when it is taken', async () => {
  await addJob(vault.database.db, 'retention.sweep', { table: 'alarms' });
  expect(await alarms()).toEqual([]);
  await rig.owner.query(`UPDATE graphile_worker._private_jobs SET run_at = now() - interval '11 minutes'`);
  expect(await alarms()).toEqual(['background_jobs_failing']);
  await rig.owner.query(`UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = 'a vault'`);
  expect(await alarms()).toEqual([]);
});

it('a schedule that stands still is one, and so is a job that was given up', async () => {
  await rig.owner.query(
    `INSERT INTO graphile_worker._private_known_crontabs VALUES ('a', now() - interval '1 day', now() - interval '1 hour')`,
  );
  expect(await alarms()).toEqual([]);
  await rig.owner.query(
    `UPDATE graphile_worker._private_known_crontabs SET last_execution = now() - interval '3 hours'`,
  );
  expect(await alarms()).toEqual(['background_jobs_failing']);
  await rig.owner.query('DELETE FROM graphile_worker._private_known_crontabs');
  expect(await alarms()).toEqual([]);

  await addJob(vault.database.db, 'retention.sweep', { table: 'alarms' });
  await rig.owner.query('UPDATE graphile_worker._private_jobs SET attempts = max_attempts');
  expect(await alarms()).toEqual(['background_jobs_failing']);
  // what the runbook says
  await rig.owner.query(
    `SELECT graphile_worker.reschedule_jobs(array_agg(id), run_at => now(), attempts => 0)
     FROM graphile_worker.jobs WHERE attempts >= max_attempts`,
  );
  expect(await alarms()).toEqual([]);
});
