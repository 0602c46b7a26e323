import { afterEach, expect, it, vi } from 'vitest';
import { ensurePooler } from './pooler.mjs';

afterEach(() => vi.unstubAllEnvs());

it('PgBouncer is installed when there is none', () => {
  let program: string | undefined;
  const install = vi.fn(() => {
    program = '/usr/sbin/pgbouncer';
  });
  expect(ensurePooler({ find: () => program, install })).toBe('/usr/sbin/pgbouncer');
  ensurePooler({ find: () => program, install });
  expect(install).toHaveBeenCalledOnce();
});

it('without one the tests of poolers fail and say that they could not be made; they never pass empty', () => {
  expect(() => ensurePooler({ find: () => undefined, install: () => undefined })).toThrow(
    'poolers could not be tested: there is no PgBouncer',
  );
});

it('another program than the one asked for is never meant', () => {
  vi.stubEnv('TEST_PGBOUNCER', '/nowhere/pgbouncer');
  expect(() => ensurePooler()).toThrow('TEST_PGBOUNCER: there is no /nowhere/pgbouncer');
});
