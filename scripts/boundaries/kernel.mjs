// What every module of a process may import: named once for the rows of the table.

export const SHARED_KERNEL = [
  'lib/errors',
  'lib/log',
  'lib/env',
  'lib/net',
  'lib/text',
  'lib/hash',
  'lib/contract',
];
export const DATA = [...SHARED_KERNEL, 'lib/db', 'lib/audit'];
