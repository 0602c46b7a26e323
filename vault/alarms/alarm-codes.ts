/** Deployment-wide alarms that staff see as a banner; one open row per code and environment. */
export const ALARM_CODES = [
  'wise_client_refused',
  'mass_refresh_failure',
  'client_id_changed',
  'audit_sealer_behind',
  'record_refused',
  'vault_key_missing',
  'grant_replaced',
] as const;
export type AlarmCode = (typeof ALARM_CODES)[number];
