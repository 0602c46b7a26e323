import * as z from 'zod';
import { certificateAuthority, isCertificateAuthority } from '#lib/env/certificate-authority';
import {
  databaseUrl,
  helpUrl,
  ipAddress,
  isLoopback,
  issuer,
  logLevel,
  origin,
  pageAddress,
  port,
  secret,
  securityContact,
  wholeNumber,
} from '#lib/env/fields';
import { MATCH_POLICIES } from '#lib/env/match-policy';
import { metricsFields } from '#lib/env/metrics';
import { trustedProxies } from '#lib/env/proxies';
import { type EnvSource, readEnv } from '#lib/env/read';
import { returnUrls } from '#lib/env/return-urls';
import { readText } from '#lib/env/text-file.mjs';
import { isTimeZone } from '#lib/env/time-zone';
import { PAIR_SETTINGS, readTlsPair } from '#lib/env/tls-pair';
import { tracingFields } from '#lib/env/tracing';
import { callbackUrl, ENVIRONMENTS, type Environment, WISE_APPROVAL_PAGES, WISE_HOSTS } from '#lib/env/wise';
import { accentProblem } from './accent';
import { chatWebhook } from './chat-webhook';
import { logoFile } from './logo';
import { mailSender, mailServer } from './mail';
import { signInProblems } from './sign-in-problems';

/** Names the web process must never hold: with one of them set it does not start (promise 4). */
export const VAULT_ONLY = [
  'VAULT_DATABASE_URL',
  'VAULT_JOBS_DATABASE_URL',
  'VAULT_KEYS',
  'VAULT_ROOT_KEY',
  'VAULT_PKCS11_PIN',
  'VAULT_KMS_SECRET_ACCESS_KEY',
  'VAULT_TRANSIT_TOKEN',
  'MIGRATION_DATABASE_URL',
  ...['SANDBOX', 'PRODUCTION'].flatMap((environment) =>
    [
      ...['CLIENT_SECRET', 'CLIENT_SECRET_NEXT', 'CLIENT_CERTIFICATE_FILE', 'CLIENT_KEY_FILE'],
      ...['JOSE_SIGNING_KEY', 'JOSE_SIGNING_KEY_NEXT', 'JOSE_ENCRYPTION_KEY', 'JOSE_ENCRYPTION_KEY_NEXT'],
    ].map((name) => `WISE_${environment}_${name}`),
  ),
] as const;

const timeZone = z
  .string()
  .default('UTC')
  .refine(isTimeZone, 'must be an IANA time zone such as Europe/London');

/** Every name that the web process reads; .env.web.example has a line for each. */
export const webSchema = z.object({
  NODE_ENV: z.string().default('production'),
  APP_URL: origin('the public address of this app').default('http://localhost:3000'),
  WEB_HOST: ipAddress().default('127.0.0.1'),
  PORT: port(3000),
  DATABASE_URL: databaseUrl('the address of PostgreSQL for role connect_web'),
  NEXTAUTH_SECRET: secret('signs cookies (openssl rand -base64 32)'),
  VAULT_INTERNAL_URL: origin('where the vault listens for web').default('http://127.0.0.1:3101'),
  VAULT_INTERNAL_KEY: secret('the same value as for the vault (openssl rand -base64 32)'),
  VAULT_INTERNAL_CA_FILE: z.string().optional(),
  VAULT_INTERNAL_CLIENT_CERTIFICATE_FILE: z.string().optional(),
  VAULT_INTERNAL_CLIENT_KEY_FILE: z.string().optional(),
  WISE_SANDBOX_CLIENT_ID: z.string().optional(),
  WISE_SANDBOX_WEB_URL: origin('').default(WISE_HOSTS.sandbox.web),
  WISE_SANDBOX_APPROVAL_PAGE_URL: pageAddress().default(WISE_APPROVAL_PAGES.sandbox),
  WISE_PRODUCTION_CLIENT_ID: z.string().optional(),
  WISE_PRODUCTION_WEB_URL: origin('').default(WISE_HOSTS.production.web),
  WISE_PRODUCTION_APPROVAL_PAGE_URL: pageAddress().default(WISE_APPROVAL_PAGES.production),
  CUSTOMER_OIDC_ISSUER: issuer().optional(),
  CUSTOMER_OIDC_CLIENT_ID: z.string().optional(),
  CUSTOMER_OIDC_CLIENT_SECRET: secret('', 1).optional(),
  STAFF_OIDC_ISSUER: issuer().optional(),
  STAFF_OIDC_CLIENT_ID: z.string().optional(),
  STAFF_OIDC_CLIENT_SECRET: secret('', 1).optional(),
  SMTP_URL: mailServer().optional(),
  SMTP_CA: certificateAuthority().optional(),
  STAFF_CHAT_WEBHOOK_URL: chatWebhook().optional(),
  STAFF_CHAT_INTERNAL: z.literal('1').optional(),
  MAIL_FROM: mailSender().default('Connect <no-reply@localhost>'),
  PARTNER_NAME: z.string().max(80).default('Example Bank'),
  PARTNER_LOGO_FILE: logoFile().optional(),
  PARTNER_ACCENT: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as #0b5fff')
    .default('#2447b5')
    .superRefine((accent, context) => {
      const problem = accentProblem(accent);
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
    }),
  PARTNER_SUPPORT_URL: helpUrl().optional(),
  /** What customers read before they connect, in the partner's own words (design 4.23). */
  PARTNER_PURPOSE: z.string().max(300).optional(),
  /** Kinds of access, with | between them. */
  PARTNER_ACCESS: z
    .string()
    .max(1_000)
    .transform((text) =>
      text
        .split('|')
        .map((each) => each.trim())
        .filter((each) => each !== ''),
    )
    .refine((kinds) => kinds.length <= 8, 'must be at most eight kinds of access, with | between them')
    .optional(),
  PARTNER_PRIVACY_URL: helpUrl().optional(),
  RETURN_URLS: returnUrls().default([]),
  MATCH_POLICY: z.enum(MATCH_POLICIES).default('off'),
  SECURITY_CONTACT: securityContact().optional(),
  TIME_ZONE: timeZone,
  ACCESS_REVIEW_DAYS: wholeNumber(90, { min: 1, max: 366 }),
  LOG_LEVEL: logLevel,
  ...metricsFields,
  ...tracingFields,
  TRUSTED_PROXIES: trustedProxies().optional(),
  CONNECT_DEV_SIGN_IN: z.literal('1').optional(),
});

export type WebEnv = z.output<typeof webSchema>;

/**
 * The web process's configuration.
 *
 * @throws ConfigurationError listing every problem, among them any vault-only name that is set.
 */
export function parseWebEnv(source: EnvSource): WebEnv {
  const planted = VAULT_ONLY.filter((name) => source[name] || source[`${name}_FILE`]).map(
    (name) => `${name} is set, but the web process must never hold it: move it to .env.vault`,
  );
  const env = readEnv('web', webSchema, source, [...planted, ...pairProblems(source)]);
  return env;
}

function pairProblems(source: EnvSource): string[] {
  const problems = [...signInProblems(source), ...vaultTlsProblems(source)];
  if (source.APP_URL?.startsWith('https:') && !source.TRUSTED_PROXIES) {
    problems.push(
      'TRUSTED_PROXIES is missing: web speaks plain http, so something in front of it speaks https. Give its address as web ' +
        'sees it (127.0.0.1 on the same machine), or none if it hands clients’ own addresses through',
    );
  }
  if (!source.WISE_SANDBOX_CLIENT_ID && !source.WISE_PRODUCTION_CLIENT_ID) {
    problems.push(
      'no Wise environment is on: set WISE_SANDBOX_CLIENT_ID, WISE_PRODUCTION_CLIENT_ID or both, the same as for the vault',
    );
  }
  return problems;
}

/** What web needs where the vault's internal listener has TLS. */
function vaultTlsProblems(source: EnvSource): string[] {
  const [ca, certificateFile, keyFile] = [
    source.VAULT_INTERNAL_CA_FILE,
    source.VAULT_INTERNAL_CLIENT_CERTIFICATE_FILE,
    source.VAULT_INTERNAL_CLIENT_KEY_FILE,
  ];
  const problems: string[] = [];
  const read = ca ? readText(ca) : undefined;
  if (read !== undefined && !('text' in read && isCertificateAuthority(read.text)))
    problems.push('VAULT_INTERNAL_CA_FILE must name a readable file of certificates in PEM');
  if (Boolean(certificateFile) !== Boolean(keyFile))
    problems.push(
      'VAULT_INTERNAL_CLIENT_CERTIFICATE_FILE and VAULT_INTERNAL_CLIENT_KEY_FILE belong together: set both, or neither',
    );
  if (!certificateFile || !keyFile) return problems;
  const pair = readTlsPair({ certificateFile, keyFile });
  if ('problem' in pair) problems.push(`VAULT_INTERNAL_CLIENT_${PAIR_SETTINGS[pair.file]}: ${pair.problem}`);
  return problems;
}

let cached: WebEnv | undefined;

/** The configuration of this web process, read once. Not called while `next build` runs. */
export function webEnv(): WebEnv {
  cached ??= parseWebEnv(process.env);
  return cached;
}

export type WiseAuthorise = {
  environment: Environment;
  clientId: string;
  webUrl: string;
  redirectUri: string;
};

/** The Wise environments that are switched on, with what the authorise redirect needs. */
export function wiseEnvironments(env: WebEnv): WiseAuthorise[] {
  return ENVIRONMENTS.flatMap((environment) => {
    const clientId = environment === 'sandbox' ? env.WISE_SANDBOX_CLIENT_ID : env.WISE_PRODUCTION_CLIENT_ID;
    const webUrl = environment === 'sandbox' ? env.WISE_SANDBOX_WEB_URL : env.WISE_PRODUCTION_WEB_URL;
    if (clientId === undefined) return [];
    return [{ environment, clientId, webUrl, redirectUri: callbackUrl(env.APP_URL, environment) }];
  });
}

/** Wise's hosted approval page of an environment. */
export function approvalPageUrl(
  env: Pick<WebEnv, 'WISE_SANDBOX_APPROVAL_PAGE_URL' | 'WISE_PRODUCTION_APPROVAL_PAGE_URL'>,
  environment: Environment,
): URL {
  const { WISE_SANDBOX_APPROVAL_PAGE_URL: sandbox, WISE_PRODUCTION_APPROVAL_PAGE_URL: production } = env;
  return new URL(environment === 'sandbox' ? sandbox : production);
}

/** True when cookies can carry `Secure` and the `__Host-` prefix: the app is served over https. */
export function hasSecureCookies(env: Pick<WebEnv, 'APP_URL'>): boolean {
  return env.APP_URL.startsWith('https://');
}

/** True when the app is only reachable on this machine. */
export function isLocalApp(env: WebEnv): boolean {
  return isLoopback(new URL(env.APP_URL).hostname);
}
