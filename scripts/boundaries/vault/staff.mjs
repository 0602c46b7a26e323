// The rows of what staff do: approved with a passkey, by one person or two.

import { DATA } from '../kernel.mjs';
import { SESSIONS, VAULT_KERNEL } from './kernel.mjs';

/** @type {Record<string, string[]>} */
export const STAFF_MODULES = {
  // what staff approve with a passkey, and the passkeys
  'vault/step-up': [...DATA, ...VAULT_KERNEL, 'vault/keys', 'vault/connections/caller'],
  'vault/passkeys': [...DATA, ...VAULT_KERNEL, 'vault/keys', 'vault/step-up'],
  // who works here: what admins do to colleagues
  'vault/staff': [...DATA, ...VAULT_KERNEL, 'vault/step-up'],
  // what staff add to a connection by hand
  'vault/follow-up': [
    ...DATA,
    ...VAULT_KERNEL,
    ...SESSIONS,
    'vault/connections/authorise',
    'vault/connections/caller',
  ],
  // the acts on one connection, done to many: each by the code of the single act
  'vault/bulk-acts': [
    ...DATA,
    ...VAULT_KERNEL,
    'vault/connections',
    'vault/follow-up',
    'vault/grants',
    'vault/keys',
    'vault/step-up',
    'vault/jobs/jobs',
  ],
  // what stops the issuing of tokens
  'vault/holds/in-force': ['lib/env', 'lib/errors'],
  'vault/holds': [...DATA, ...VAULT_KERNEL, 'vault/step-up'],
  // a suspected breach, from the hold to the signed report
  'vault/incidents': [
    ...DATA,
    ...VAULT_KERNEL,
    'lib/access-use',
    'vault/keys',
    'vault/audit/export-lines',
    'vault/holds',
    'vault/step-up',
    'vault/jobs/jobs',
    'vault/api-keys/revoke-key',
    'vault/grants/bring-forward',
    'vault/rewrap/sealed-tables',
  ],
  // which act two people approved
  'vault/second-acts': ['lib/contract', 'vault/step-up/approve-second', 'vault/incidents', 'vault/bulk-acts'],
};
