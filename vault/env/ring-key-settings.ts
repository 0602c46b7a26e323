import { z } from 'zod';
import { secret } from '#lib/env/fields';
import type { EnvSource } from '#lib/env/read';

/** Who holds the root key, which wraps the ring keys of the database (design 4.11). */
export const ROOT_PROVIDERS = ['env'] as const;

/** The settings of the ring keys and of the root key; also what checking the audit chain needs. */
export const ringKeyFields = {
  VAULT_KEYS: secret('').optional(),
  VAULT_ROOT_PROVIDER: z.enum(ROOT_PROVIDERS).default('env'),
  VAULT_ROOT_KEY: secret('').optional(),
};

/** What these settings say; read by `openRootKey`. */
export type RingKeySettings = z.output<z.ZodObject<typeof ringKeyFields>>;

/** Ring keys come from VAULT_KEYS, or from the database, where a root key opens them. */
export function ringKeyProblems(source: EnvSource): string[] {
  const isSet = (name: string) => Boolean(source[name] || source[`${name}_FILE`]);
  const hasRoot = isSet('VAULT_ROOT_KEY') || (source.VAULT_ROOT_PROVIDER ?? 'env') !== 'env';
  if (isSet('VAULT_KEYS') || hasRoot) return [];
  return [
    'VAULT_KEYS: is missing: the key ring, as id:base64-of-32-bytes[,id:…] (echo "k1:$(openssl rand -base64 32)")',
  ];
}
