// The rows of what every part of the vault runs on: settings, keys, jobs, alarms.

import { DATA, SHARED_KERNEL } from '../kernel.mjs';
import { VAULT_KERNEL } from './kernel.mjs';

/** @type {Record<string, string[]>} */
export const RUNTIME_MODULES = {
  'vault/env': ['lib/errors', 'lib/log', 'lib/env'],
  'vault/runtime/deadlines': ['lib/contract'],
  'vault/runtime/tasks': ['lib/log'],
  'vault/runtime/batch': ['lib/db'],
  'vault/runtime/clocks': [],
  'vault/runtime/single-flight': [],
  'vault/runtime/within': [],
  'vault/runtime/retry-write': ['lib/db', 'vault/runtime/deadlines'],
  'vault/keys': SHARED_KERNEL,
  'vault/root-keys': [...SHARED_KERNEL, 'vault/env', 'vault/keys'],
  // ring keys in the database: who wraps them, which state each is in, and bringing them into the ring
  'vault/ring-keys': [
    ...DATA,
    ...VAULT_KERNEL,
    'vault/keys',
    'vault/root-keys',
    'vault/alarms',
    'vault/rewrap/sealed-tables',
  ],
  // moves sealed records from one ring key to another, through what each owner says of its table
  'vault/rewrap': [
    ...DATA,
    ...VAULT_KERNEL,
    'vault/keys',
    'vault/audit/in-transaction',
    'vault/jobs/jobs',
    'vault/grants',
    'vault/sca',
    'vault/registrations/registration-code',
    'vault/personal-tokens',
    'vault/events/endpoint-secret',
    'vault/exchanges/expected-facts',
    'vault/imports/import-key',
    'vault/imports/import-row',
  ],
  // what is told when a sealed record does not open: `vault/keys` itself alarms nobody
  'vault/alarms/unopened-record': ['lib/errors', 'lib/env', 'vault/keys', 'vault/alarms'],
  'vault/alarms': [...DATA, ...VAULT_KERNEL],
  'vault/audit': [...DATA, ...VAULT_KERNEL, 'vault/keys', 'vault/alarms', 'vault/ring-keys', 'vault/step-up'],
  'vault/jobs': [...DATA, ...VAULT_KERNEL, 'vault/alarms'],
  'vault/retention': [...DATA, ...VAULT_KERNEL, 'lib/retention', 'vault/jobs'],
  // wiring
  // what Prometheus is told besides what listeners count
  'vault/metrics': [...DATA, ...VAULT_KERNEL, 'vault/wise'],
};
