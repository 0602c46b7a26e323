import type { ShownSetting } from '#lib/env/show-settings';

export const SETTING_GROUPS = [
  'brand',
  'addresses',
  'signIn',
  'mail',
  'wise',
  'webhooks',
  'retention',
  'keys',
  'other',
] as const;
export type SettingGroup = (typeof SETTING_GROUPS)[number];

/** Both processes may read a setting of the same name. */
export type ProcessSetting = ShownSetting & { process: 'web' | 'vault' };

/** In this order; the first that fits has it. */
const RULES: readonly [SettingGroup, RegExp][] = [
  [
    'brand',
    /^(PARTNER_(NAME|LOGO_FILE|ACCENT|SUPPORT_URL|PURPOSE|ACCESS|PRIVACY_URL)|SECURITY_CONTACT|TIME_ZONE)$/,
  ],
  [
    'signIn',
    /^(CUSTOMER|STAFF)_OIDC_|^NEXTAUTH_SECRET$|^CONNECT_DEV_SIGN_IN$|^EXTERNAL_ID_ISSUER$|^MATCH_POLICY$/,
  ],
  ['mail', /^(SMTP_|MAIL_|STAFF_CHAT_)/],
  ['webhooks', /^WEBHOOK_(?!RETENTION)|^EVENT_(?!RETENTION)|^WISE_\w+_(WEBHOOK_|APPLICATION_KEY)/],
  ['retention', /_(DAYS|SECONDS|HOURS|PER_MINUTE)$|^BULK_/],
  ['keys', /^VAULT_(KEYS|ROOT_|PKCS11_|KMS_|TRANSIT_)|^AWS_/],
  ['wise', /^WISE_/],
  [
    'addresses',
    /^(APP_URL|RETURN_URLS|WEB_HOST|PORT|TRUSTED_PROXIES|DATABASE_URL)$|^(METRICS|OTEL)_|^VAULT_(INTERNAL_|DATABASE_|JOBS_)|^PARTNER_API_/,
  ],
];

/** The settings by subject. Of one that both processes read, and read alike, one is enough. */
export function groupSettings(settings: readonly ProcessSetting[]): [SettingGroup, ProcessSetting[]][] {
  const isRepeated = (setting: ProcessSetting) =>
    setting.process === 'vault' &&
    settings.some(
      ({ process, name, isSet, value }) =>
        process === 'web' && name === setting.name && isSet === setting.isSet && value === setting.value,
    );
  const shown = settings.filter((setting) => !isRepeated(setting));
  return SETTING_GROUPS.map((group): [SettingGroup, ProcessSetting[]] => [
    group,
    shown.filter(({ name }) => groupOf(name) === group),
  ]).filter(([, its]) => its.length > 0);
}

export function groupOf(name: string): SettingGroup {
  return RULES.find(([, names]) => names.test(name))?.[0] ?? 'other';
}
