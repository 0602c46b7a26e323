import { ConfigurationError } from '../read';

/** Long enough for a secret. */
export const LONG = 'a-secret-of-more-than-thirty-two-characters';

/** What a web on this machine starts with. */
export const web = {
  DATABASE_URL: 'postgresql://connect_web:pw@127.0.0.1:5432/connect',
  NEXTAUTH_SECRET: LONG,
  VAULT_INTERNAL_KEY: LONG,
  WISE_SANDBOX_CLIENT_ID: 'client',
  SMTP_URL: 'smtp://127.0.0.1:25',
};

/** What a vault on this machine starts with. */
export const vault = {
  VAULT_DATABASE_URL: 'postgresql://connect_vault:pw@127.0.0.1:5432/connect',
  VAULT_JOBS_DATABASE_URL: 'postgresql://connect_jobs:pw@127.0.0.1:5432/connect',
  VAULT_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
  VAULT_INTERNAL_KEY: LONG,
  WISE_SANDBOX_CLIENT_ID: 'client',
  WISE_SANDBOX_CLIENT_SECRET: 'wise-secret-value',
};

/** The text with which a configuration is refused. */
export function problemsOf(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  throw new Error('the configuration was accepted');
}
