import { afterEach, expect, it, vi } from 'vitest';
import { ensureSoftHsm } from './softhsm.mjs';

afterEach(() => vi.unstubAllEnvs());

it('SoftHSM2 is installed and pkcs11js is built when they are not there, once', () => {
  let [library, isBuilt]: [string | undefined, boolean] = [undefined, false];
  const install = vi.fn(() => {
    library = '/usr/lib/softhsm/libsofthsm2.so';
  });
  const build = vi.fn(() => {
    isBuilt = true;
  });
  const ways = { find: () => library, install, isBuilt: () => isBuilt, build };
  expect([ensureSoftHsm(ways), ensureSoftHsm(ways)]).toEqual([library, library]);
  expect([install, build].map((each) => each.mock.calls.length)).toEqual([1, 1]);
});

it('without one the tests of PKCS#11 fail and say what could not be made; they never pass empty', () => {
  const ways = {
    find: () => '/lib.so',
    install: () => undefined,
    isBuilt: () => false,
    build: () => undefined,
  };
  expect(() => ensureSoftHsm({ ...ways, find: () => undefined })).toThrow(
    'PKCS#11 could not be tested: there is no SoftHSM2',
  );
  expect(() => ensureSoftHsm(ways)).toThrow('PKCS#11 could not be tested: pkcs11js is not built');
});

it('another library than the one asked for is never meant', () => {
  vi.stubEnv('TEST_SOFTHSM2', '/nowhere/libsofthsm2.so');
  expect(() => ensureSoftHsm()).toThrow('TEST_SOFTHSM2: there is no /nowhere/libsofthsm2.so');
});
