// The rows of what the vault says to Wise, hears from it, and proves itself to it with.

import { DATA, SHARED_KERNEL } from '../kernel.mjs';
import { CONNECTION_WRITERS, HOLDS, SESSIONS, VAULT_ACT, VAULT_KERNEL } from './kernel.mjs';

/** @type {Record<string, string[]>} */
export const WISE_MODULES = {
  'vault/wise': [...SHARED_KERNEL, ...VAULT_KERNEL, 'vault/keys'],
  // signs and encrypts what goes to Wise, opens what comes back
  'vault/jose': [...DATA, ...VAULT_KERNEL, 'vault/keys', 'vault/wise', 'vault/alarms'],
  // what we may send to Wise now: its limits, our pauses, the deployment's refresh rate
  'vault/limits': [...DATA, ...VAULT_KERNEL, 'vault/wise', 'vault/alarms'],
  // the life of our client certificates towards Wise
  'vault/certificates': [...DATA, ...VAULT_KERNEL, 'vault/wise', 'vault/limits', 'vault/alarms'],
  // whether Wise can be reached, and has the version that we call
  'vault/probe': [...DATA, ...VAULT_KERNEL, 'vault/wise', 'vault/alarms'],
  // what our own client shows Wise
  'vault/credentials': [...DATA, ...VAULT_KERNEL, 'vault/keys', 'vault/wise', 'vault/limits', 'vault/alarms'],
  'vault/calls': [
    ...VAULT_ACT,
    ...HOLDS,
    'vault/jose',
    'vault/credentials',
    'vault/limits',
    'vault/access-records',
    'vault/grants',
    'vault/api-keys',
    'vault/personal-tokens',
    'vault/sca',
    'vault/vends',
    'vault/failed-calls',
  ],
  'vault/sca': [
    ...DATA,
    ...VAULT_KERNEL,
    ...HOLDS,
    ...SESSIONS,
    'vault/access-records',
    'vault/alarms/unopened-record',
    'vault/keys',
    'vault/wise',
    'vault/grants',
    'vault/jose',
    'vault/connections/caller',
  ],
  'vault/failed-calls': [...DATA, ...VAULT_KERNEL, 'vault/wise'],
  // what Wise tells us: stored, sorted out, applied
  'vault/webhooks': [
    ...VAULT_ACT,
    ...HOLDS,
    'vault/limits',
    'vault/access-records',
    'vault/grants',
    ...CONNECTION_WRITERS,
    'vault/events',
    'vault/jobs/jobs',
  ],
  // what proves who we are, and when it ends, for staff
  'vault/inventory': [
    ...DATA,
    ...VAULT_KERNEL,
    'lib/deadlines',
    'vault/keys',
    'vault/wise',
    'vault/alarms',
    'vault/credentials',
    'vault/jose',
    'vault/webhooks',
    'vault/ring-keys',
    'vault/connections/caller',
  ],
  // whether an environment can go live: asks Wise about all of it
  'vault/readiness': [
    ...DATA,
    ...VAULT_KERNEL,
    'lib/deadlines',
    'vault/inventory',
    'vault/certificates',
    'vault/credentials',
    'vault/jose',
    'vault/webhooks',
    'vault/wise',
    'vault/connections/caller',
  ],
};
