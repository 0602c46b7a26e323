import 'server-only';
import { type ShownSetting, showSettings } from '#lib/env/show-settings';
import type { Viewer } from '#web/connections/staff-access';
import { readCredentials } from '#web/credentials/read-credentials';
import { type WebEnv, webEnv, webSchema } from '#web/env/web-env';
import { groupSettings, type ProcessSetting, type SettingGroup } from './groups';

/** What staff may read. A setting that is added is not in it until somebody has decided so. */
const READABLE: ReadonlySet<string> = new Set([
  'NODE_ENV',
  'APP_URL',
  'WEB_HOST',
  'PORT',
  'VAULT_INTERNAL_URL',
  'WISE_SANDBOX_CLIENT_ID',
  'WISE_SANDBOX_WEB_URL',
  'WISE_SANDBOX_APPROVAL_PAGE_URL',
  'WISE_PRODUCTION_CLIENT_ID',
  'WISE_PRODUCTION_WEB_URL',
  'WISE_PRODUCTION_APPROVAL_PAGE_URL',
  'CUSTOMER_OIDC_ISSUER',
  'CUSTOMER_OIDC_CLIENT_ID',
  'STAFF_OIDC_ISSUER',
  'STAFF_OIDC_CLIENT_ID',
  'MAIL_FROM',
  'PARTNER_NAME',
  'PARTNER_ACCENT',
  'PARTNER_SUPPORT_URL',
  'PARTNER_PURPOSE',
  'PARTNER_ACCESS',
  'PARTNER_PRIVACY_URL',
  'SECURITY_CONTACT',
  'RETURN_URLS',
  'MATCH_POLICY',
  'TIME_ZONE',
  'ACCESS_REVIEW_DAYS',
  'LOG_LEVEL',
  'METRICS_HOST',
  'METRICS_PORT',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_SERVICE_NAME',
  'OTEL_TRACES_SAMPLER_ARG',
]);

export type Settings = { groups: [SettingGroup, ProcessSetting[]][]; isVaultKnown: boolean };

/**
 * The settings of both processes by subject, for any staff role.
 *
 * @throws AppError FORBIDDEN, NOT_SIGNED_IN
 */
export async function readSettings(viewer: Viewer): Promise<Settings> {
  const inventory = await readCredentials(viewer);
  const web = webSettings(webEnv()).map((each) => ({ ...each, process: 'web' as const }));
  const vault =
    inventory === 'unavailable'
      ? []
      : inventory.settings.map((each) => ({ ...each, process: 'vault' as const }));
  return { groups: groupSettings([...web, ...vault]), isVaultKnown: inventory !== 'unavailable' };
}

/** The mail server is one secret, because it has a password in it; its host may be seen. */
export function webSettings(env: WebEnv): ShownSetting[] {
  return showSettings(env, Object.keys(webSchema.shape), READABLE).map((setting) =>
    setting.name === 'SMTP_URL' && env.SMTP_URL !== undefined
      ? { ...setting, value: withoutCredentials(env.SMTP_URL.reveal()) }
      : setting,
  );
}

function withoutCredentials(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const { protocol, host } = new URL(address);
  return `${protocol}//${host}`;
}
