import { expect, it } from 'vitest';
import { failureText } from './failure-text.mjs';

const framed = (reason: string) => new Error(`\nInvalid \`prisma.$queryRaw()\` invocation:\n\n\n${reason}`);

it.each([
  [framed('Raw query failed. Code: `3D000`. Message: `database "nope" does not exist`'), 'database "nope"'],
  [framed("Can't reach database server at 127.0.0.1:9"), "Can't reach"],
  [new Error('connect ECONNREFUSED 127.0.0.1:9'), 'connect'],
])('of a database that is away or not there: the reason, and where to look: %s', (error, begins) => {
  const [reason, next, ...rest] = failureText(error).split('\n');
  expect(reason?.startsWith(begins)).toBe(true);
  expect(next).toContain('VAULT_DATABASE_URL');
  expect(rest).toEqual([]);
});

it('of one that is not migrated: to migrate it; of what is not its fault: the message alone', () => {
  const old = framed('Raw query failed. Code: `42P01`. Message: `relation "vault.ring_keys" does not exist`');
  expect(failureText(old)).toBe('relation "vault.ring_keys" does not exist\nRun npm run db:migrate first.');
  expect(failureText(new Error('vault cannot start:\n  - X is missing'))).toBe(
    'vault cannot start:\n  - X is missing',
  );
});
