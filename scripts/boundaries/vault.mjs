// The rows of what only the vault runs.

import { DATA, SHARED_KERNEL } from './kernel.mjs';
import { CONNECTION_MODULES } from './vault/connections.mjs';
import { SESSIONS, VAULT_ACT, VAULT_KERNEL } from './vault/kernel.mjs';
import { RUNTIME_MODULES } from './vault/runtime.mjs';
import { STAFF_MODULES } from './vault/staff.mjs';
import { WISE_MODULES } from './vault/wise.mjs';

/** @type {Record<string, string[]>} */
export const VAULT_MODULES = {
  ...RUNTIME_MODULES,
  ...WISE_MODULES,
  ...CONNECTION_MODULES,
  ...STAFF_MODULES,
  // the description of the partner API, for machines and for people
  'vault/openapi': [...SHARED_KERNEL],
  'vault/routes': [
    ...DATA,
    ...VAULT_KERNEL,
    ...SESSIONS,
    'vault/keys',
    'vault/api-keys',
    'vault/calls',
    'vault/credentials',
    'vault/connect-sessions',
    'vault/exchanges',
    'vault/registrations',
    'vault/personal-tokens',
    'vault/connections',
    'vault/staff',
    'vault/follow-up',
    'vault/grants',
    'vault/holds',
    'vault/incidents',
    'vault/second-acts',
    'vault/bulk-acts',
    'vault/vends',
    'vault/sca',
    'vault/step-up',
    'vault/passkeys',
    'vault/audit',
    'vault/alarms',
    'vault/webhooks',
    'vault/events',
    'vault/openapi',
    'vault/inventory',
    'vault/readiness',
    'vault/personal-data',
    'lib/standings',
  ],
  'vault/runtime/context': [
    ...VAULT_ACT,
    'vault/ring-keys/root-keys',
    'vault/jose',
    'vault/limits',
    'vault/credentials',
    'vault/access-records',
    'vault/grants',
    'vault/api-keys',
    'vault/vends',
    'vault/failed-calls',
  ],
  // which act does which job
  'vault/job-handlers': ['lib/retention', 'vault'],
  'vault/server': [...DATA, ...VAULT_KERNEL, 'vault'],
  'vault/start-later': [...DATA, ...VAULT_KERNEL, 'vault'],
  'vault/main': [...DATA, ...VAULT_KERNEL, 'vault'],
};
