import type { ReadinessState, SeenName } from '#lib/contract/readiness';
import { inLanguage } from '../language';
import { checks } from './readiness-checks';

const states: Record<ReadinessState, string> = {
  ok: 'OK',
  attention: 'Needs attention',
  failed: 'Failed',
  unknown: 'Not known',
};

const seen: Record<SeenName, string> = {
  api_host: 'Host',
  api_version: 'API version',
  missing_paths: 'Not known at Wise',
  redirect_uri: 'To register at Wise, byte for byte',
  redirect_uri_bytes: 'Bytes',
  sent_redirect_uri: 'Sent last',
  proved_at: 'Last connection by it',
  setting: 'Setting',
  in_use_since: 'In use since',
  file_changed_at: 'File changed',
  clock_ahead_seconds: 'Seconds ahead of Wise’s',
  common_name: 'Common name',
  fingerprint: 'SHA-256',
  key_kind: 'Kind of key',
  valid_to: 'Expires',
  kid: 'Key ID',
  use: 'Declared use',
  slot: 'Place',
  algorithm: 'Algorithm',
  reason: 'Reason',
  url: 'Address',
  present: 'There',
  missing: 'Missing',
  status: 'Status',
  delivered_at: 'Last message',
  signed_by: 'Signed by the key with SHA-256',
  keys: 'Keys that verify, SHA-256',
  gap_since: 'Messages may be missing since',
  largest_stored_bytes: 'Largest stored, in bytes, sealed',
  tokens_measured: 'Connections measured',
  most_bytes: 'Most bytes that we read of Wise’s answer',
  open_alarms: 'Open',
  admins_with_passkey: 'Admins with a passkey',
};

const en = {
  title: 'Ready to go live?',
  lead: 'Everything you need to go live, measured now. What wasn’t measured is shown as not known.',
  back: 'Credentials',
  link: 'Ready to go live?',
  environments: 'Environment of the report',
  measured: <Part>(at: Part): readonly (string | Part)[] => ['Measured ', at],
  verdict: {
    failed: (count: number) => (count === 1 ? '1 check failed' : `${count} checks failed`),
    open: (count: number) =>
      count === 1 ? 'Nothing failed. 1 check is open' : `Nothing failed. ${count} checks are open`,
    ready: 'Everything measured is OK',
  },
  list: 'Checks',
  states,
  checks,
  seen,
  download: 'Download as JSON',
  downloading: 'Preparing…',
  measureAgain: 'Measure again',
  flash: {
    unanswered: { title: 'No file was made', text: 'The vault didn’t answer. Try again.' },
  },
};

/** Whether an environment can go live: the staff's page, and `npm run readiness`. */
export const staffReadinessMessages = inLanguage({ en });
