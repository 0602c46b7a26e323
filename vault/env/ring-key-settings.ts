import * as z from 'zod';
import { secret } from '#lib/env/fields';
import type { EnvSource } from '#lib/env/read';
import { REMOTE_ROOT_PROVIDERS, rootKeyFields, rootKeyProblems } from './root-key-settings';

/** Who holds the root key, which wraps the ring keys of the database (design 4.11). */
export const ROOT_PROVIDERS = ['env', ...REMOTE_ROOT_PROVIDERS] as const;

/** The settings of the ring keys and of the root key; also what checking the audit chain needs. */
export const ringKeyFields = {
  VAULT_KEYS: secret('').optional(),
  VAULT_ROOT_PROVIDER: z.enum(ROOT_PROVIDERS).default('env'),
  VAULT_ROOT_KEY: secret('').optional(),
  ...rootKeyFields,
};

/** What these settings say; read by `rootKeysOf`. */
export type RingKeySettings = z.output<z.ZodObject<typeof ringKeyFields>>;

/** Ring keys come from VAULT_KEYS, or from the database, where a root key opens them. */
export function ringKeyProblems(source: EnvSource): string[] {
  const isSet = (name: string) => Boolean(source[name] || source[`${name}_FILE`]);
  const hasRoot = isSet('VAULT_ROOT_KEY') || (source.VAULT_ROOT_PROVIDER ?? 'env') !== 'env';
  const problems = rootKeyProblems(source);
  if (isSet('VAULT_KEYS') || hasRoot) return problems;
  return [
    ...problems,
    'VAULT_KEYS: is missing: the key ring, as id:base64-of-32-bytes[,id:…] (echo "k1:$(openssl rand -base64 32)")',
  ];
}
