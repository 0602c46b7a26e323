// Which process may see which name. The supervisor holds everything, so this list is what keeps a vault secret
// out of the public web server (promise 4). A name that is not listed reaches nobody.

const MACHINE = [
  'HOME',
  'LANG',
  'LC_ALL',
  'NODE_ENV',
  'NODE_EXTRA_CA_CERTS',
  'NO_COLOR',
  'PATH',
  'SystemRoot',
  'TEMP',
  'TMP',
  'TMPDIR',
  'TZ',
];
const SHARED = [
  'LOG_LEVEL',
  'METRICS_HOST',
  'METRICS_PORT',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_SERVICE_NAME',
  'OTEL_TRACES_SAMPLER_ARG',
  'VAULT_INTERNAL_URL',
];
const wise = (/** @type {string[]} */ ...names) =>
  ['SANDBOX', 'PRODUCTION'].flatMap((environment) => names.map((name) => `WISE_${environment}_${name}`));

const listenerTls = (/** @type {string[]} */ ...listeners) =>
  listeners.flatMap((name) => ['CERTIFICATE', 'KEY', 'CLIENT_CA'].map((file) => `${name}_TLS_${file}_FILE`));

/** @typedef {'web' | 'vault' | 'emulator' | 'mailbox'} ProcessName */

/**
 * Secrets may also be given as `NAME_FILE`; the file's name is passed on, the process reads it.
 * @type {Record<ProcessName, string[]>}
 */
const SECRETS = {
  web: [
    'DATABASE_URL',
    'NEXTAUTH_SECRET',
    'VAULT_INTERNAL_KEY',
    'CUSTOMER_OIDC_CLIENT_SECRET',
    'STAFF_OIDC_CLIENT_SECRET',
    'SMTP_URL',
    'SMTP_CA',
    'STAFF_CHAT_WEBHOOK_URL',
    'OTEL_EXPORTER_OTLP_HEADERS',
  ],
  vault: [
    'VAULT_DATABASE_URL',
    'VAULT_JOBS_DATABASE_URL',
    'VAULT_KEYS',
    'VAULT_ROOT_KEY',
    'VAULT_INTERNAL_KEY',
    'VAULT_PKCS11_PIN',
    'VAULT_KMS_SECRET_ACCESS_KEY',
    'VAULT_TRANSIT_TOKEN',
    'VAULT_TRANSIT_CA',
    'OTEL_EXPORTER_OTLP_HEADERS',
    ...wise('CLIENT_SECRET', 'CLIENT_SECRET_NEXT'),
    ...wise('JOSE_SIGNING_KEY', 'JOSE_SIGNING_KEY_NEXT', 'JOSE_ENCRYPTION_KEY', 'JOSE_ENCRYPTION_KEY_NEXT'),
  ],
  emulator: [],
  mailbox: [],
};

/** @type {Record<ProcessName, string[]>} */
const NAMES = {
  web: [
    ...SHARED,
    'APP_URL',
    'PORT',
    'WEB_HOST',
    'VAULT_INTERNAL_CA_FILE',
    'VAULT_INTERNAL_CLIENT_CERTIFICATE_FILE',
    'VAULT_INTERNAL_CLIENT_KEY_FILE',
    'TRUSTED_PROXIES',
    'CUSTOMER_OIDC_ISSUER',
    'CUSTOMER_OIDC_CLIENT_ID',
    'STAFF_OIDC_ISSUER',
    'STAFF_OIDC_CLIENT_ID',
    'PARTNER_NAME',
    'PARTNER_LOGO_FILE',
    'PARTNER_ACCENT',
    'PARTNER_SUPPORT_URL',
    'PARTNER_PURPOSE',
    'PARTNER_ACCESS',
    'PARTNER_PRIVACY_URL',
    'SECURITY_CONTACT',
    'RETURN_URLS',
    'MATCH_POLICY',
    'MAIL_FROM',
    'STAFF_CHAT_INTERNAL',
    'TIME_ZONE',
    'ACCESS_REVIEW_DAYS',
    ...wise('CLIENT_ID', 'WEB_URL', 'APPROVAL_PAGE_URL'),
  ],
  vault: [
    ...SHARED,
    ...['MODULE', 'TOKEN', 'KEY', 'MECHANISM', 'ENVIRONMENT'].map((name) => `VAULT_PKCS11_${name}`),
    ...['KEY', 'ENDPOINT', 'ACCESS_KEY_ID'].map((name) => `VAULT_KMS_${name}`),
    ...['URL', 'KEY', 'MOUNT', 'NAMESPACE'].map((name) => `VAULT_TRANSIT_${name}`),
    // how the AWS SDK finds its role on ECS and EKS
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
    'AWS_ROLE_ARN',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'PARTNER_API_HOST',
    'PARTNER_API_PORT',
    'PARTNER_API_TRUSTED_PROXIES',
    'PARTNER_API_TLS_CLIENT_CERTIFICATE',
    'WEBHOOK_HOST',
    ...listenerTls('PARTNER_API', 'VAULT_INTERNAL', 'WEBHOOK'),
    'WEBHOOK_PORT',
    'WEBHOOK_RETENTION_DAYS',
    'EVENT_ALLOWED_ORIGINS',
    'EVENT_RETENTION_DAYS',
    'ACCESS_RECORD_DAYS',
    'UNUSED_NOTICE_DAYS',
    'BULK_SECOND_PERSON_ABOVE',
    'APP_URL',
    'SCA_CHALLENGE_SECONDS',
    'RETURN_URLS',
    'EXTERNAL_ID_ISSUER',
    'MATCH_POLICY',
    'VAULT_ROOT_PROVIDER',
    'CHECK_WINDOW_SECONDS',
    'REFRESH_INTERVAL_HOURS',
    ...wise('CLIENT_ID', 'API_URL', 'API_VERSION', 'REFRESHES_PER_MINUTE'),
    ...wise('JOSE', 'JOSE_URL', 'HOSTED_PAGE_ORIGINS'),
    ...wise('CLIENT_CERTIFICATE_FILE', 'CLIENT_KEY_FILE', 'CA_FILE'),
    ...wise('PREFLIGHT_PATH', 'CERTIFICATE_PROOF'),
    ...wise(
      'APPLICATION_KEY',
      'WEBHOOK_URL',
      'WEBHOOK_EVENTS',
      'WEBHOOK_REPAIR',
      'WEBHOOK_KEYS',
      'WEBHOOK_KEYS_FILE',
    ),
  ],
  emulator: ['EMULATOR_WEBHOOK_KEY'],
  mailbox: [],
};

/** @param {ProcessName} name @returns {string[]} every name that process may be given */
export function allowedNames(name) {
  const secrets = SECRETS[name];
  return [...MACHINE, ...NAMES[name], ...secrets, ...secrets.map((secret) => `${secret}_FILE`)];
}

/**
 * @param {ProcessName} name
 * @param {Record<string, string | undefined>} source
 * @returns {Record<string, string>} what of `source` that process may see
 */
export function environmentFor(name, source) {
  const allowed = new Set(allowedNames(name));
  return Object.fromEntries(
    Object.entries(source).flatMap(([key, value]) => (allowed.has(key) && value ? [[key, value]] : [])),
  );
}
