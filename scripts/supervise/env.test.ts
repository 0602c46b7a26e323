import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { parseVaultEnv, vaultSchema } from '#vault/env/vault-env';
import { parseWebEnv, VAULT_ONLY, webSchema } from '#web/env/web-env';
import { allowedNames, environmentFor } from './env.mjs';

const key = 'k'.repeat(44);
const everything: Record<string, string> = {
  PATH: '/bin',
  APP_URL: 'http://localhost:3000',
  DATABASE_URL: 'postgresql://web@127.0.0.1/x',
  VAULT_DATABASE_URL: 'postgresql://vault@127.0.0.1/x',
  VAULT_JOBS_DATABASE_URL: 'postgresql://jobs@127.0.0.1/x',
  MIGRATION_DATABASE_URL: 'postgresql://owner@127.0.0.1/x',
  NEXTAUTH_SECRET: key,
  VAULT_INTERNAL_KEY: key,
  VAULT_KEYS: `k1:${key}`,
  WISE_SANDBOX_CLIENT_ID: 'client',
  WISE_SANDBOX_CLIENT_SECRET: 'planted-client-secret',
  WISE_PRODUCTION_CLIENT_SECRET_NEXT: 'planted-next-secret',
  WISE_PRODUCTION_MTLS_KEY_FILE: '/keys/mtls.pem',
  SMTP_URL: 'smtp://mail.example.com',
  CONNECT_DEV_SIGN_IN: '1',
  AWS_SECRET_ACCESS_KEY: 'somebody else’s secret',
};

const PROCESSES: { name: 'web' | 'vault'; schema: z.ZodObject }[] = [
  { name: 'web', schema: webSchema },
  { name: 'vault', schema: vaultSchema },
];

describe('the environment each process is given', () => {
  it.each(VAULT_ONLY)('keeps the vault’s %s out of web, also as a file', (name) => {
    const given = environmentFor('web', { ...everything, [name]: 'planted', [`${name}_FILE`]: '/planted' });
    expect(JSON.stringify(given)).not.toContain('planted');
    expect(allowedNames('web')).not.toContain(name);
    expect(allowedNames('web')).not.toContain(`${name}_FILE`);
  });

  it.each(PROCESSES)('holds every name that $name reads', ({ name, schema }) => {
    const read = Object.keys(schema.shape).filter((each) => each !== 'CONNECT_DEV_SIGN_IN');
    expect(read.length).toBeGreaterThan(10);
    expect(read.filter((each) => !allowedNames(name).includes(each))).toEqual([]);
  });

  it.each(PROCESSES)(
    'holds no name that $name does not read: whoever sets up mTLS must not believe that it is on',
    (process) => {
      const machine = allowedNames('emulator');
      const read = new Set(Object.keys(process.schema.shape).flatMap((each) => [each, `${each}_FILE`]));
      const given = allowedNames(process.name).filter((each) => !machine.includes(each));
      expect(given.length).toBeGreaterThan(10);
      expect(given.filter((each) => !read.has(each))).toEqual([]);
    },
  );

  it('is enough for web to start, and lets it refuse nothing', () => {
    expect(() => parseWebEnv(environmentFor('web', everything))).not.toThrow();
  });

  it('is enough for the vault to start', () => {
    expect(() => parseVaultEnv(environmentFor('vault', everything))).not.toThrow();
  });

  it('keeps web’s secrets, the owner’s address and strangers’ names out of the vault', () => {
    const names = Object.keys(environmentFor('vault', everything));
    for (const name of [
      'NEXTAUTH_SECRET',
      'DATABASE_URL',
      'SMTP_URL',
      'MIGRATION_DATABASE_URL',
      'AWS_SECRET_ACCESS_KEY',
    ]) {
      expect(names).not.toContain(name);
    }
  });

  it('lets nobody switch on one-click sign-in from outside', () => {
    expect(environmentFor('web', everything)).not.toHaveProperty('CONNECT_DEV_SIGN_IN');
  });

  it('tells the emulator nothing but what the machine needs', () => {
    expect(environmentFor('emulator', everything)).toEqual({ PATH: '/bin' });
  });
});
