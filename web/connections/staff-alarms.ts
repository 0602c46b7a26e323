import type { AlarmCode } from '#lib/contract/notifications';
import type { Environment } from '#lib/db/generated/enums';
import { assertStaffMay, type Viewer } from './staff-access';
import type { Reader } from './staff-search';

/** An open alarm with its words: what is wrong, since when, and what to do next. */
export type AlarmView = {
  id: string;
  environment: Environment | null;
  raisedAt: Date;
  lastSeenAt: Date;
  title: string;
  meaning: string;
  next: string;
};

type Words = Pick<AlarmView, 'title' | 'meaning' | 'next'>;

/** Words for each alarm code: those of the vault (design 4.3, 4.4, 4.7) and the two of web (decision 032). */
export const ALARM_WORDS: Readonly<Record<AlarmCode, Words>> = {
  wise_client_refused: {
    title: 'Wise refuses our client',
    meaning:
      'Wise answered that our client id or secret is not valid. Nobody can connect and nothing is renewed. No connection was changed.',
    next: 'Compare the client id and secret in the vault’s configuration with Wise’s Developer Hub, then have Connect Wise stopped and started again (a vault that only restarts keeps its old settings).',
  },
  mass_refresh_failure: {
    title: 'Many renewals fail at once',
    meaning:
      'More than one in twenty renewals was refused within ten minutes. That looks like a fault at Wise or in our setup, so no connection is marked as lost meanwhile.',
    next: 'Check Wise’s status page and our client at Wise. After a fault the connections renew by themselves. If Wise has really ended them, have an operator run “npm run grants:accept-refusals” for this environment: they are then marked as lost, and their customers are asked to connect again.',
  },
  client_id_changed: {
    title: 'Connections belong to another client id',
    meaning:
      'Some connections were made with a client id that is no longer configured. They are neither renewed nor handed out.',
    next: 'Put the earlier client id back into the configuration and have Connect Wise stopped and started again, or ask these customers to connect again.',
  },
  audit_sealer_behind: {
    title: 'The audit trail is not being sealed',
    meaning: 'New audit entries are written, but have not been sealed against change for over a minute.',
    next: 'Check that the vault runs and look for a long-running database transaction, then run “npm run audit:verify”.',
  },
  record_refused: {
    title: 'A stored record failed its checks',
    meaning:
      'A sealed token record did not match its connection and was not used. It may be damaged, or somebody changed it in the database.',
    next: 'Treat it as a possible breach: find out who had access to the database, keep the logs, and run “npm run audit:verify”.',
  },
  vault_key_missing: {
    title: 'The vault lacks a key',
    meaning:
      'Some stored tokens are sealed with a key that is not in the vault’s key ring. They are kept as they are, and are neither renewed nor handed out.',
    next: 'Put the missing key back into VAULT_KEYS of every vault and have Connect Wise stopped and started again (a vault that only restarts keeps its old settings); the vault’s log names the key’s id.',
  },
  vault_unavailable: {
    title: 'The vault is not available',
    meaning:
      'For at least ten seconds the process that keeps the tokens has not answered, or could not write to its database. Nobody can connect or disconnect, nothing is checked or renewed, and no token is handed out. No connection was changed.',
    next: 'Look at the vault’s log. If it ends again and again, its last lines say why. This alarm closes by itself when the vault is back.',
  },
  mail_unavailable: {
    title: 'Mail does not leave',
    meaning:
      'The mail server does not take our messages. Nobody can sign in by email, and notices to customers wait; each is tried again for about eight hours.',
    next: 'Web’s log says what the server answered. Check the mail server and SMTP_URL in the web’s configuration. This alarm closes by itself when mail leaves again.',
  },
  grant_replaced: {
    title: 'A Wise profile moved to another customer',
    meaning:
      'A customer connected a Wise profile that another customer had connected before. The earlier connection now needs a reconnect.',
    next: 'Find the connection that was replaced below, and ask its customer whether they know about it.',
  },
};

const UNKNOWN: Words = {
  title: 'An alarm without a description',
  meaning: 'The vault raised an alarm that this version of the staff pages does not know.',
  next: 'Look for it in the vault’s log, and check that web and vault run the same version.',
};

/**
 * The alarms that are open now, oldest first.
 *
 * @throws AppError FORBIDDEN
 */
export async function listOpenAlarms(reader: Reader, viewer: Viewer): Promise<AlarmView[]> {
  assertStaffMay(viewer, 'view');
  const rows = await reader.$queryRaw<
    { id: string; code: string; environment: Environment | null; raisedAt: Date; lastSeenAt: Date }[]
  >`
    SELECT id, code, environment::text AS environment, raised_at AS "raisedAt", last_seen_at AS "lastSeenAt"
    FROM public.alarms WHERE cleared_at IS NULL ORDER BY raised_at, id LIMIT 20`;
  return rows.map(({ code, ...alarm }) => ({ ...alarm, ...alarmWords(code) }));
}

function alarmWords(code: string): Words {
  const words: Readonly<Record<string, Words>> = ALARM_WORDS;
  return (Object.hasOwn(words, code) ? words[code] : undefined) ?? UNKNOWN;
}
