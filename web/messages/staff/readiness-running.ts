import type { ChecksOf } from './readiness-finding';

/** Whether it can be run: room for tokens, alarms, people, a way back. */
export const runningChecks: ChecksOf<'token_size' | 'alarms' | 'admins' | 'root_key_backup'> = {
  token_size: {
    title: 'Token size',
    findings: {
      fits: {
        says: 'The largest token stored is far below what we read. The columns have no limit of their own.',
      },
      near_limit: {
        says: 'Tokens have grown to more than a quarter of what we read.',
        act: 'Tell whoever maintains Connect Wise before they double twice.',
      },
      none: {
        says: 'No token is stored yet, so none was measured.',
        act: 'Connect once with a test profile.',
      },
    },
  },
  alarms: {
    title: 'Alarms',
    findings: {
      none: { says: 'None is open.' },
      open: {
        says: 'Some are open.',
        act: 'Work through them: Home and docs/runbooks/alarms.md say what each means.',
      },
    },
  },
  admins: {
    title: 'Admins',
    findings: {
      enough: { says: 'At least two admins have a passkey.' },
      few: {
        says: 'Fewer than two admins have a passkey. Nobody could lift a hold or place an incident with a second person.',
        act: 'Invite a second admin, and give each a code for a passkey.',
        command: () => 'npm run staff:passkey-code -- --email <address>',
      },
    },
  },
  root_key_backup: {
    title: 'Backup of the root key',
    findings: {
      ask: {
        says: 'Nobody can measure this. Who holds a copy of the root key, away from the backups of the database? When was it last restored from?',
        act: 'Answer it here: docs/runbooks/backup-and-loss.md. Without that copy every connection is lost with this machine.',
      },
    },
  },
};
