// The table of modules: what each may import at run time. What is not listed is forbidden. Adding a module means adding
// its row here and in CONTRIBUTING.md. An entry is a module or one file of a module (without its extension).

import { DEVELOPMENT_MODULES } from './development.mjs';
import { EMULATOR_MODULES } from './emulator.mjs';
import { DATA, SHARED_KERNEL } from './kernel.mjs';
import { SDK_MODULES } from './sdk.mjs';
import { VAULT_MODULES } from './vault.mjs';
import { WEB_MODULES } from './web.mjs';

/** @type {Record<string, string[]>} */
export const MODULES = {
  // the shared kernel of both processes
  'lib/errors': [],
  'lib/text': [],
  'lib/log': ['lib/errors'],
  // what the two processes say to each other and to the partner's back end, each vocabulary once
  'lib/contract': ['lib/env/wise', 'lib/errors/codes', 'lib/hash', 'lib/log/secret', 'lib/text'],
  // its version is the product's
  'lib/env': ['lib/errors', 'lib/log', 'package.json'],
  'lib/net': ['lib/errors', 'lib/log', 'lib/env'],
  'lib/db': ['lib/errors', 'lib/log', 'lib/env'],
  'lib/hash': ['lib/log'],
  'lib/audit': [...SHARED_KERNEL, 'lib/db'],
  'lib/jobs': [],
  // METRICS_PORT: what Prometheus asks each process
  'lib/metrics': [...SHARED_KERNEL],
  // OTEL_EXPORTER_OTLP_ENDPOINT: where each process sends its traces
  'lib/tracing': ['lib/log'],
  'lib/retention': [...SHARED_KERNEL, 'lib/db', 'lib/jobs'],
  // calls that failed at Wise, for whoever asks its support
  'lib/failed-calls': ['lib/contract', 'lib/env', 'lib/db'],
  'lib/access-use': ['lib/contract', 'lib/env', 'lib/db'],
  'lib/standings': ['lib/contract', 'lib/env', 'lib/db'],
  // what ends by itself, and when: web shows it, the partner API answers it
  'lib/deadlines': ['lib/contract', 'lib/env'],
  // who a session token belongs to: web asks for its pages, the vault again for each act
  'lib/sessions': DATA,

  ...WEB_MODULES,
  ...VAULT_MODULES,

  // operators' commands: product code, run by scripts/command.mjs
  cli: [
    'cli/verify-incident-report',
    'cli/seal-grants',
    ...DATA,
    'lib/access-use',
    'lib/standings',
    'lib/failed-calls',
    'lib/sessions',
    'vault',
    'scripts/db/roles',
    'scripts/arguments',
  ],
  // one wording for the command, its file and the staff's page (decision 096)
  'cli/readiness': [
    'cli/place',
    'cli/with-vault',
    'lib/contract',
    'lib/env',
    'vault/readiness',
    'vault/runtime/context',
    'web/messages',
    'scripts/arguments',
  ],
  // before anything starts, one try names what is wrong in either process's settings
  'cli/check-env': ['lib/env', 'web/env', 'vault/env'],
  // one file that runs elsewhere, with nothing of ours beside it
  'cli/verify-audit-export': [],
  'cli/verify-incident-report': [],
  'cli/seal-grants': [],

  ...EMULATOR_MODULES,
  ...SDK_MODULES,
  ...DEVELOPMENT_MODULES,
};

/**
 * What a module may name in `import type` besides: it is erased, so no code comes with it.
 * @type {Record<string, string[]>}
 */
export const TYPES = {
  'web/messages': ['lib', 'web'],
  components: ['lib', 'web'],
  app: ['lib', 'web'],
  vault: ['vault/runtime/context'],
};
