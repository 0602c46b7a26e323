import * as z from 'zod';
import {
  databaseUrl,
  isLoopback,
  issuer,
  logLevel,
  origin,
  originList,
  port,
  secret,
  wholeNumber,
} from '#lib/env/fields';
import { listenerTlsFields, listenerTlsProblems } from '#lib/env/listener-tls';
import { MATCH_POLICIES } from '#lib/env/match-policy';
import { metricsFields } from '#lib/env/metrics';
import { trustedProxies } from '#lib/env/proxies';
import { ConfigurationError, type EnvSource, readEnv } from '#lib/env/read';
import { returnUrls } from '#lib/env/return-urls';
import { tracingFields } from '#lib/env/tracing';
import { ENVIRONMENTS, type Environment } from '#lib/env/wise';
import type { Secret } from '#lib/log/secret';
import { hostedPageFields } from './hosted-pages';
import { joseFields, joseProblems } from './jose-settings';
import { readClients } from './read-clients';
import { ringKeyFields, ringKeyProblems } from './ring-key-settings';
import { webhookFields } from './webhook-fields';
import { defaultApiUrl, type WiseMtlsConfig, wiseMtls, wiseMtlsFields, wiseMtlsProblems } from './wise-mtls';

const apiVersion = z
  .string()
  .regex(/^(\d{4}Q[1-4])?$/, 'must be empty or a version such as 2026Q4')
  .default('');

/** Four fifths of Wise's 1,000 a minute (docs/wise.md 8.2): the rest is for what customers and partners ask for. */
const refreshesPerMinute = wholeNumber(800, { min: 1, max: 60_000 });

/** Every name that the vault process reads; .env.vault.example has a line for each. */
export const vaultSchema = z.object({
  VAULT_DATABASE_URL: databaseUrl('the address of PostgreSQL for role connect_vault'),
  VAULT_JOBS_DATABASE_URL: databaseUrl(
    'the address of PostgreSQL for role connect_jobs, which prisma/roles.sql makes (docs/runbooks/start-and-stop.md, "Upgrade")',
  ),
  ...ringKeyFields,
  VAULT_INTERNAL_URL: origin('where the vault listens for web').default('http://127.0.0.1:3101'),
  VAULT_INTERNAL_KEY: secret('the same value as for web (openssl rand -base64 32)'),
  PARTNER_API_HOST: z.string().default('127.0.0.1'),
  PARTNER_API_PORT: port(3100),
  PARTNER_API_TRUSTED_PROXIES: trustedProxies().optional(),
  PARTNER_API_TLS_CLIENT_CERTIFICATE: z.enum(['required', 'optional']).default('required'),
  WEBHOOK_HOST: z.string().default('127.0.0.1'),
  ...listenerTlsFields('PARTNER_API'),
  ...listenerTlsFields('VAULT_INTERNAL'),
  ...listenerTlsFields('WEBHOOK'),
  WEBHOOK_PORT: port(3102),
  APP_URL: origin('the public address of the web app, as in .env.web').default('http://localhost:3000'),
  RETURN_URLS: returnUrls().default([]),
  EXTERNAL_ID_ISSUER: issuer().optional(),
  MATCH_POLICY: z.enum(MATCH_POLICIES).default('off'),
  SCA_CHALLENGE_SECONDS: wholeNumber(1_800, { min: 60, max: 3_600 }),
  EVENT_ALLOWED_ORIGINS: originList().optional(),
  EVENT_RETENTION_DAYS: wholeNumber(30, { min: 7, max: 400 }),
  WEBHOOK_RETENTION_DAYS: wholeNumber(90, { min: 15, max: 3_650 }),
  // the bounds of vault.drop_access_records(); the roll-up lives as long (lib/retention)
  ACCESS_RECORD_DAYS: wholeNumber(90, { min: 7, max: 400 }),
  // counts of uses live for 400 days
  UNUSED_NOTICE_DAYS: wholeNumber(90, { min: 0, max: 365 }),
  // lists that change who is given tokens; a longer one wants a second admin
  BULK_SECOND_PERSON_ABOVE: wholeNumber(1_000, { min: 1, max: 100_000 }),
  CHECK_WINDOW_SECONDS: wholeNumber(300, { min: 5, max: 3_600 }),
  WISE_SANDBOX_CLIENT_ID: z.string().optional(),
  WISE_SANDBOX_CLIENT_SECRET: secret('', 1).optional(),
  WISE_SANDBOX_CLIENT_SECRET_FILE: z.string().optional(),
  WISE_SANDBOX_CLIENT_SECRET_NEXT: secret('', 1).optional(),
  WISE_SANDBOX_CLIENT_SECRET_NEXT_FILE: z.string().optional(),
  WISE_SANDBOX_API_URL: origin('').optional(),
  WISE_SANDBOX_API_VERSION: apiVersion,
  WISE_PRODUCTION_CLIENT_ID: z.string().optional(),
  WISE_PRODUCTION_CLIENT_SECRET: secret('', 1).optional(),
  WISE_PRODUCTION_CLIENT_SECRET_FILE: z.string().optional(),
  WISE_PRODUCTION_CLIENT_SECRET_NEXT: secret('', 1).optional(),
  WISE_PRODUCTION_CLIENT_SECRET_NEXT_FILE: z.string().optional(),
  WISE_PRODUCTION_API_URL: origin('').optional(),
  WISE_PRODUCTION_API_VERSION: apiVersion,
  ...wiseMtlsFields,
  ...webhookFields,
  ...hostedPageFields,
  WISE_SANDBOX_REFRESHES_PER_MINUTE: refreshesPerMinute,
  WISE_PRODUCTION_REFRESHES_PER_MINUTE: refreshesPerMinute,
  REFRESH_INTERVAL_HOURS: wholeNumber(6, { min: 1, max: 10 }),
  ...joseFields,
  ...metricsFields,
  ...tracingFields,
  LOG_LEVEL: logLevel,
});

export type VaultEnv = z.output<typeof vaultSchema>;

/**
 * The vault's configuration.
 *
 * @throws ConfigurationError listing every problem at once.
 */
export function parseVaultEnv(source: EnvSource): VaultEnv {
  const problems: string[] = wiseMtlsProblems(source);
  const half = ['WISE_SANDBOX', 'WISE_PRODUCTION'].flatMap((name) => halfClient(name, source));
  problems.push(...half);
  if (half.length === 0 && !source.WISE_SANDBOX_CLIENT_ID && !source.WISE_PRODUCTION_CLIENT_ID) {
    problems.push(
      'no Wise environment is on: set WISE_SANDBOX_CLIENT_ID and WISE_SANDBOX_CLIENT_SECRET, or the same two of ' +
        'WISE_PRODUCTION, or all four',
    );
  }
  problems.push(...ringKeyProblems(source), ...listenerProblems(source));
  const env = readClients('vault', vaultSchema, source, problems);
  const unfit = joseProblems(env);
  if (unfit.length > 0) throw new ConfigurationError('vault', unfit);
  return env;
}

/** Off this machine a listener has TLS, or the vault does not start: tokens and codes go over it. */
function listenerProblems(source: EnvSource): string[] {
  const listeners = ['PARTNER_API', 'VAULT_INTERNAL', 'WEBHOOK'];
  const problems = listeners.flatMap((name) => listenerTlsProblems(name, source));
  for (const name of ['PARTNER_API', 'WEBHOOK']) {
    const host = source[`${name}_HOST`];
    if (host && !isLoopback(host) && !source[`${name}_TLS_CERTIFICATE_FILE`])
      problems.push(
        `${name}_HOST must be a loopback address while the listener has no TLS: set ${name}_TLS_CERTIFICATE_FILE and ${name}_TLS_KEY_FILE`,
      );
  }
  if (source.PARTNER_API_TLS_CLIENT_CERTIFICATE === 'optional' && !source.PARTNER_API_TLS_CLIENT_CA_FILE)
    problems.push(
      'PARTNER_API_TLS_CLIENT_CERTIFICATE is optional, but no client can show one: set PARTNER_API_TLS_CLIENT_CA_FILE',
    );
  const internal = source.VAULT_INTERNAL_URL ?? '';
  const isHttps = internal.startsWith('https:');
  const hasTls = Boolean(source.VAULT_INTERNAL_TLS_CERTIFICATE_FILE);
  if (isHttps && !hasTls)
    problems.push(
      'VAULT_INTERNAL_URL is https: set VAULT_INTERNAL_TLS_CERTIFICATE_FILE and VAULT_INTERNAL_TLS_KEY_FILE',
    );
  if (hasTls && !isHttps) problems.push('VAULT_INTERNAL_URL must be https, as the listener has TLS');
  return problems;
}

/** An environment without a client id is off, whatever else is still set for it. */
function halfClient(name: string, source: EnvSource): string[] {
  const [id, secret] = [`${name}_CLIENT_ID`, `${name}_CLIENT_SECRET`];
  if (!source[id] || source[secret] || source[`${secret}_FILE`]) return [];
  return [`${secret} is missing: set it, or remove ${id}`];
}

const auditSchema = z.object({ VAULT_DATABASE_URL: vaultSchema.shape.VAULT_DATABASE_URL, ...ringKeyFields });

/**
 * What checking the audit chain needs of the vault's configuration, and no more.
 *
 * @throws ConfigurationError listing every problem at once.
 */
export function parseAuditEnv(source: EnvSource): z.output<typeof auditSchema> {
  return readEnv('audit:verify', auditSchema, source, ringKeyProblems(source));
}

const databaseSchema = vaultSchema.pick({ VAULT_DATABASE_URL: true });

/**
 * What a command that needs nothing but the database reads of the vault's configuration.
 *
 * @throws ConfigurationError
 */
export function parseDatabaseEnv(source: EnvSource): z.output<typeof databaseSchema> {
  return readEnv('the command', databaseSchema, source);
}

/**
 * The configuration of this vault process.
 *
 * @throws ConfigurationError listing every problem at once.
 */
export function vaultEnv(): VaultEnv {
  return parseVaultEnv(process.env);
}

export type WiseClientConfig = {
  environment: Environment;
  clientId: string;
  clientSecret: Secret;
  /** The one that follows, while both are live at Wise (design 4.14). */
  nextSecret?: Secret;
  /** Where they are read again when they change. */
  secretFiles?: { current?: string; next?: string };
  apiUrl: string;
  /** Set when this client shows a certificate to Wise. */
  mtls?: WiseMtlsConfig;
  /** Empty for the classic paths, else a CalVer segment such as 2026Q4. */
  apiVersion: string;
};

/** The Wise environments that are switched on, with what calling Wise needs. */
export function wiseClients(env: VaultEnv): WiseClientConfig[] {
  return ENVIRONMENTS.flatMap((environment) => {
    const name = environment === 'sandbox' ? 'WISE_SANDBOX' : 'WISE_PRODUCTION';
    const clientId = env[`${name}_CLIENT_ID`];
    const clientSecret = env[`${name}_CLIENT_SECRET`];
    if (clientId === undefined || clientSecret === undefined) return [];
    const mtls = wiseMtls(env, environment);
    const nextSecret = env[`${name}_CLIENT_SECRET_NEXT`];
    const [current, next] = [env[`${name}_CLIENT_SECRET_FILE`], env[`${name}_CLIENT_SECRET_NEXT_FILE`]];
    return [
      {
        ...{ environment, clientId, clientSecret },
        apiUrl: env[`${name}_API_URL`] ?? defaultApiUrl(environment, mtls),
        apiVersion: env[`${name}_API_VERSION`],
        ...(mtls && { mtls }),
        ...(nextSecret === undefined ? {} : { nextSecret }),
        secretFiles: {
          ...(current === undefined ? {} : { current }),
          ...(next === undefined ? {} : { next }),
        },
      },
    ];
  });
}
