// What many modules of the vault may import: named once for its rows.

import { DATA } from '../kernel.mjs';

// who asks: the vault looks up the session itself (design 4.1)
export const SESSIONS = ['lib/sessions'];
export const VAULT_KERNEL = [
  'lib/jobs',
  'lib/metrics',
  'lib/tracing',
  'vault/env',
  'vault/runtime/batch',
  'vault/runtime/clocks',
  'vault/runtime/deadlines',
  'vault/runtime/retry-write',
  'vault/runtime/single-flight',
  'vault/runtime/tasks',
  'vault/runtime/within',
];
// what a statement about tokens asks for holds
export const HOLDS = ['vault/holds/in-force'];
export const VAULT_ACT = [...DATA, ...VAULT_KERNEL, 'vault/keys', 'vault/wise', 'vault/alarms'];
// the only writers of public.connections and of what customers are told; of registrations
export const CONNECTION_WRITERS = ['vault/connections/connection-row', 'vault/connections/notices'];
export const REGISTRATION_ROW = [
  'vault/registrations/registration-row',
  'vault/registrations/registration-code',
];
