import { RETENTION } from '#lib/retention/rules';
import { makePartitionsJob } from './access-records/make-partitions';
import { dropOldJob } from './access-use/drop-old';
import { rollUpJob } from './access-use/roll-up';
import { watchApiKeys } from './api-keys/watch-keys';
import { makeHeadJob } from './audit/make-head';
import { verifyInBackground } from './audit/verify-in-background';
import { goOnWithLists, runList } from './bulk-acts/run-list';
import { countDaysJob } from './connection-days/count-days';
import { tellUnusedJob } from './connections/tell-unused';
import { forgetEvents } from './events/forget-events';
import { sendEvents } from './events/send-events';
import { tellExpiring } from './events/tell-expiring';
import { watchEndpoints } from './events/watch-endpoints';
import { workOnIncidents } from './incidents/work';
import type { JobHandlers, ScheduledJob } from './jobs/jobs';
import { erasePeople } from './personal-data/erase-people';
import { sweepTable } from './retention/sweep-table';
import { rewrapRecords } from './rewrap/rewrap-records';
import { catchUp } from './webhooks/catch-up';
import { sortEvents } from './webhooks/sort-events';
import { watchWebhooks } from './webhooks/watch';

/**
 * Who does which job. It stands apart from the list of jobs, because acts that add one would otherwise import whoever does
 * it (CONTRIBUTING.md, "How to add a job").
 */
export const jobHandlers: JobHandlers = {
  'retention.sweep': sweepTable,
  'access_records.partitions': makePartitionsJob,
  'access_records.roll_up': rollUpJob,
  'access_records.drop': dropOldJob,
  'connections.count_days': countDaysJob,
  'connections.tell_unused': tellUnusedJob,
  'webhooks.sort': sortEvents,
  'webhooks.watch': watchWebhooks,
  'webhooks.catch_up': catchUp,
  'events.forget': forgetEvents,
  'events.send': sendEvents,
  'events.watch': watchEndpoints,
  'events.tell_expiring': tellExpiring,
  'keys.rewrap': rewrapRecords,
  'customers.erase': erasePeople,
  'incidents.work': workOnIncidents,
  'bulk_acts.run': runList,
  'bulk_acts.go_on': goOnWithLists,
  'audit.verify': verifyInBackground,
  'audit.head': async (ctx) => {
    await makeHeadJob(ctx);
  },
  'api_keys.watch': watchApiKeys,
};

/** What is added when a vault starts, and again by the clock. */
export const jobSchedule: readonly ScheduledJob[] = [
  ...[...new Set(RETENTION.vault.map(({ table }) => table))].map(
    (table): ScheduledJob => ({
      name: 'retention.sweep',
      payload: { table },
      key: `retention.sweep:${table}`,
      // in each hour, away from the full one, when everybody's jobs begin
      cron: '7 * * * *',
    }),
  ),
  // a week ahead: a day without it costs nothing
  { name: 'access_records.partitions', payload: {}, key: 'access_records.partitions', cron: '23 * * * *' },
  { name: 'access_records.roll_up', payload: {}, key: 'access_records.roll_up', cron: '* * * * *' },
  { name: 'access_records.drop', payload: {}, key: 'access_records.drop', cron: '41 * * * *' },
  { name: 'connections.count_days', payload: {}, key: 'connections.count_days', cron: '* * * * *' },
  // by day in most of the world
  { name: 'connections.tell_unused', payload: {}, key: 'connections.tell_unused', cron: '30 9 * * *' },
  { name: 'audit.verify', payload: {}, key: 'audit.verify', cron: '* * * * *' },
  // once a day; asked more often, for a vault that was down at the hour
  { name: 'audit.head', payload: {}, key: 'audit.head', cron: '*/20 * * * *' },
  { name: 'api_keys.watch', payload: {}, key: 'api_keys.watch', cron: '*/10 * * * *' },
  { name: 'events.forget', payload: {}, key: 'events.forget', cron: '13 * * * *' },
  { name: 'events.watch', payload: {}, key: 'events.watch', cron: '*/5 * * * *' },
  { name: 'events.tell_expiring', payload: {}, key: 'events.tell_expiring', cron: '37 * * * *' },
  { name: 'webhooks.watch', payload: {}, key: 'webhooks.watch', cron: '*/5 * * * *' },
  // each delivery adds one of its own: this is for what a failure left behind
  { name: 'webhooks.sort', payload: {}, key: 'webhooks.sort', cron: '* * * * *' },
  // each erasure adds one of its own: this is for what waits for Wise, or was left by a vault that died
  { name: 'customers.erase', payload: {}, key: 'customers.erase', cron: '* * * * *' },
  // each step that the vault does adds one: this is for what takes longer than one of them
  { name: 'incidents.work', payload: {}, key: 'incidents.work', cron: '* * * * *' },
  // lists of connections go on by themselves: this is for what a vault left that died
  { name: 'bulk_acts.go_on', payload: {}, key: 'bulk_acts.go_on', cron: '* * * * *' },
  // goes on by itself while it works: this is for what a vault left that died
  { name: 'keys.rewrap', payload: {}, key: 'keys.rewrap', cron: '* * * * *' },
];
