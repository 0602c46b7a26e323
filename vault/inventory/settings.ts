import type { InventoryOnTheWire } from '#lib/contract/inventory';
import { showSettings } from '#lib/env/show-settings';
import { vaultSchema } from '#vault/env/vault-env';
import type { VaultContext } from '#vault/runtime/context';

/** What staff may read. A setting that is added is not in it until somebody has decided so. */
const READABLE: ReadonlySet<string> = new Set([
  'APP_URL',
  'VAULT_ROOT_PROVIDER',
  'VAULT_INTERNAL_URL',
  'PARTNER_API_HOST',
  'PARTNER_API_PORT',
  'PARTNER_API_TLS_CLIENT_CERTIFICATE',
  'WEBHOOK_HOST',
  'WEBHOOK_PORT',
  'SCA_CHALLENGE_SECONDS',
  'RETURN_URLS',
  'EXTERNAL_ID_ISSUER',
  'MATCH_POLICY',
  'WEBHOOK_RETENTION_DAYS',
  'EVENT_ALLOWED_ORIGINS',
  'EVENT_RETENTION_DAYS',
  'ACCESS_RECORD_DAYS',
  'CHECK_WINDOW_SECONDS',
  'REFRESH_INTERVAL_HOURS',
  'UNUSED_NOTICE_DAYS',
  'VAULT_PKCS11_MECHANISM',
  'VAULT_TRANSIT_URL',
  'VAULT_TRANSIT_MOUNT',
  'LOG_LEVEL',
  'METRICS_HOST',
  'METRICS_PORT',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_SERVICE_NAME',
  'OTEL_TRACES_SAMPLER_ARG',
  ...['WISE_SANDBOX', 'WISE_PRODUCTION'].flatMap((name) =>
    [
      'CLIENT_ID',
      'PREFLIGHT_PATH',
      'CERTIFICATE_PROOF',
      'JOSE_URL',
      'API_URL',
      'API_VERSION',
      'REFRESHES_PER_MINUTE',
      'WEBHOOK_URL',
      'WEBHOOK_EVENTS',
      'WEBHOOK_REPAIR',
      'HOSTED_PAGE_ORIGINS',
    ].map((each) => `${name}_${each}`),
  ),
]);

/** Every setting of the vault by its name, for staff. */
export function describeSettings({ env }: Pick<VaultContext, 'env'>): InventoryOnTheWire['settings'] {
  return showSettings(env, Object.keys(vaultSchema.shape), READABLE);
}
