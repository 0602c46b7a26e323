import type { AlarmCode } from '#lib/contract/notifications';
import { inLanguage } from '../language';

export type AlarmText = {
  /** What is wrong. */
  title: string;
  meaning: string;
  /** What to do about it. */
  next: string;
};

const alarms: Record<AlarmCode, AlarmText> = {
  wise_client_refused: {
    title: 'Wise rejected our client credentials',
    meaning:
      'Wise answered that our client ID or secret isn’t valid. Nobody can connect and nothing is renewed. No connection was changed.',
    next: 'Compare the client ID and secret in the vault’s configuration with Wise’s Developer Hub. Then stop and start Connect Wise. A vault that only restarts keeps its old settings.',
  },
  mass_refresh_failure: {
    title: 'Many renewals are failing at once',
    meaning:
      'Wise refused more than one in twenty renewals within ten minutes. That looks like a fault at Wise or in our setup, so no connection is marked as lost for now.',
    next: 'Check Wise’s status page and our client at Wise. After a fault the connections renew by themselves. If Wise has really ended them, ask an operator to run “npm run breaker:override” for this environment. They are then marked as lost, and their customers are asked to reconnect.',
  },
  client_id_changed: {
    title: 'Connections belong to another client ID',
    meaning:
      'Some connections were made with a client ID that is no longer configured. Their tokens are neither renewed nor issued.',
    next: 'Put the earlier client ID back into the configuration, then stop and start Connect Wise. Or ask these customers to connect again.',
  },
  audit_sealer_behind: {
    title: 'The audit trail isn’t being sealed',
    meaning: 'New audit entries are written, but haven’t been sealed against change for over a minute.',
    next: 'Check that the vault runs and look for a long-running database transaction. Then run “npm run audit:verify”.',
  },
  audit_chain_broken: {
    title: 'The audit trail was changed',
    meaning:
      'An entry of the audit trail isn’t as it was sealed: it was changed, removed, added or moved in the database.',
    next: 'Treat it as a breach. Keep a copy of the database as it is and the vaults’ logs. The Activity page names the entry, and the audit runbook says how to go on.',
  },
  record_refused: {
    title: 'A stored record failed its checks',
    meaning:
      'A sealed record, such as a token, didn’t match the row it stands in and wasn’t used. It may be damaged, or someone changed it in the database.',
    next: 'Treat it as a possible breach. Find out who had access to the database, keep the logs, and run “npm run audit:verify”.',
  },
  vault_key_missing: {
    title: 'The vault lacks a key',
    meaning:
      'Some stored tokens are sealed with a key that isn’t in the vault’s key ring. They are kept as they are, and are neither renewed nor issued.',
    next: 'Put the missing key back into VAULT_KEYS of every vault, then stop and start Connect Wise. A vault that only restarts keeps its old settings. The vault’s log names the key’s ID.',
  },
  ring_key_unusable: {
    title: 'A vault can’t open a new encryption key',
    meaning:
      'An encryption key in the database can’t be opened by at least one vault. Tokens are issued and renewed as before, with the keys that the vault has. The new key can’t be activated until every vault opens it.',
    next: 'Run “npm run keys -- status”. The vault’s log says why. Don’t restart the vaults before the cause is gone: a vault that can’t open a key doesn’t start.',
  },
  ring_key_failed: {
    title: 'An encryption key failed its check',
    meaning:
      'A test record that was sealed with an encryption key can’t be opened with it any more. The key or the record may have been changed.',
    next: 'Treat it as a possible breach. The vault’s log names the key. Run “npm run keys -- status” and follow the keys runbook. Don’t restart the vaults before that.',
  },
  root_key_unavailable: {
    title: 'The root key service doesn’t answer',
    meaning:
      'The service that holds the root key can’t be reached. Running vaults aren’t affected: they hold the keys they need. A vault that starts now doesn’t come up.',
    next: 'Check the service and our access to it. Don’t restart or deploy the vaults until it answers. “npm run keys -- status” shows it.',
  },
  background_jobs_failing: {
    title: 'Background jobs aren’t running',
    meaning:
      'Work that the vault does in the background, such as deleting old rows, has been waiting for more than ten minutes, or one job failed on its last attempt. Connecting, renewing and issuing tokens aren’t affected.',
    next: 'Look for “background jobs wait” and “a background job was given up” in the vaults’ logs. The alarms runbook says how to retry a job.',
  },
  personal_token_refused: {
    title: 'Wise refuses our own API token',
    meaning:
      'Somebody deleted the token in Wise’s settings, or made a new one in its place. It isn’t issued any more. Customers’ connections aren’t affected.',
    next: 'Make a new token in Wise’s settings. An admin replaces the old one under Credentials, API tokens of our own Wise accounts.',
  },
  api_key_expiring: {
    title: 'An API key expires soon',
    meaning:
      'A key for the partner API expires in 14 days or less. After that, every request made with it is refused. The history of acts and “npm run api-key -- list” name the key and the date.',
    next: 'Give the key a later date, or make a new one and revoke the old one. The alarms runbook has the commands.',
  },
  api_key_over_quota: {
    title: 'An API key is over its quota',
    meaning:
      'In this hour, a key for the partner API was used for more customers’ connections than its quota. The history of acts names the key, the hour and how many. If the quota is set to refuse, no further connections are opened with it in this hour.',
    next: 'Ask the team of the back end whether that many is right. If it isn’t, revoke the key: the runbook on API keys says how, and how to find out what it was used for.',
  },
  api_key_misplaced: {
    title: 'An API key was used from somewhere else',
    meaning:
      'Someone who has the secret of an API key used it from an address, or without the client certificate, that it is bound to. The request was refused. The history of acts names the key, and the vault’s log the address.',
    next: 'If one of your servers moved, change the key’s networks or certificate. Otherwise the key has leaked: rotate it at once, as the runbook on API keys says. This alarm closes a day after the last time.',
  },
  wise_version_gone: {
    title: 'Wise no longer has our API version',
    meaning:
      'Wise answers that the API version in the vault’s configuration doesn’t exist. Calls by its paths fail, so nobody can connect and nothing is renewed. No connection was changed.',
    next: 'Set WISE_…_API_VERSION to the version that Wise’s documentation calls Latest, or leave it empty for the classic paths. Then stop and start Connect Wise.',
  },
  client_certificate_refused: {
    title: 'Our client certificate isn’t accepted',
    meaning:
      'Wise refuses our client certificate, or the files hold a new one that can’t be used. While Wise refuses the one in use, nobody can connect and nothing is renewed. No connection was changed.',
    next: 'Run “npm run mtls -- check”: it says what is wrong. The vault’s log says it too. A new certificate is used without a restart as soon as Wise accepts it.',
  },
  event_endpoint_failing: {
    title: 'Our back end isn’t taking events',
    meaning:
      'An address for events answered that it’s gone, hasn’t taken an event for 15 minutes, or has 10,000 events waiting. Connections work as before. Events wait for three days. An address that answered 410 is disabled, and nothing more is added for it.',
    next: 'Webhooks, “To your systems”, names the address and what it answered. Ask the team of the back end to look at it. One that is disabled is enabled there, beginning with what it missed.',
  },
  client_certificate_expiring: {
    title: 'Our client certificate expires soon',
    meaning:
      'The certificate that we show to Wise expires in 60 days or less. After that nobody can connect and nothing is renewed. The vault’s log and “npm run mtls -- status” name the date.',
    next: 'Get a new certificate from Wise’s Developer Hub (“npm run mtls -- csr” makes the request), and put it in place of the old one. The vault then uses it without a restart.',
  },
  jose_key_refused: {
    title: 'Wise doesn’t accept our signed or encrypted calls',
    meaning:
      'Twice in a row, Wise refused a test call made with our JOSE keys, or we couldn’t open its answer. Calls that must be signed or encrypted fail. No connection was changed.',
    next: 'Run “npm run jose -- status” for this environment. Check that our keys are active in Wise’s Developer Hub, and upload them again if they aren’t. The JOSE runbook has the steps. This alarm closes by itself at the next test call that works.',
  },
  jose_key_expiring: {
    title: 'A JOSE key expires soon',
    meaning:
      'A key that signs or encrypts our calls to Wise expires in less than 28 days. Until then nothing changes.',
    next: 'Make a new key, upload it and set it as the next one. The JOSE runbook has the steps. No call fails meanwhile.',
  },
  webhook_signatures_failing: {
    title: 'Webhooks come with signatures we can’t verify',
    meaning:
      'A message had a signature that none of our keys made. Wise may have a new key, or someone is trying us out. Nothing was stored or changed. Wise sends its messages again for about two weeks.',
    next: 'Compare the keys that “npm run webhooks -- keys” shows with those on Wise’s page. If Wise has a new one, add it as the webhooks runbook says. If the keys are the same, the messages aren’t from Wise. This alarm closes an hour after the last one.',
  },
  webhook_subscription_missing: {
    title: 'A webhook subscription was missing at Wise',
    meaning:
      'Wise no longer had a subscription that we had made, so it may not have told us of changes. Unless that is switched off, we’ve made it again and asked Wise how every connection is.',
    next: 'Find out who deleted it in Wise’s Developer Hub. “npm run webhooks -- status” shows which there are. This alarm closes a day after it was last missing.',
  },
  webhooks_silent: {
    title: 'Wise’s webhooks don’t arrive',
    meaning:
      'We asked Wise for a test message, and it didn’t arrive within fifteen minutes. We may not hear when a Wise account is closed or restricted. Connecting, renewing and issuing tokens aren’t affected.',
    next: 'Open the webhook address from outside and check the proxy in front of the vault. Then run “npm run webhooks -- test”. This alarm closes when a message arrives.',
  },
  vault_unavailable: {
    title: 'The vault isn’t available',
    meaning:
      'For at least ten seconds the process that keeps the tokens hasn’t answered, or couldn’t write to its database. Nobody can connect or disconnect, nothing is checked or renewed, and no tokens are issued. No connection was changed.',
    next: 'Look at the vault’s log. If the vault stops again and again, the last lines say why. This alarm closes by itself when the vault is back.',
  },
  mail_unavailable: {
    title: 'Mail isn’t going out',
    meaning:
      'The mail server isn’t taking our messages. Nobody can sign in by email, and notices to customers wait. Each is tried again for about eight hours.',
    next: 'Web’s log says what the server answered. Check the mail server, and SMTP_URL in web’s configuration. This alarm closes by itself when mail goes out again.',
  },
  chat_unavailable: {
    title: 'Your team’s chat takes no messages',
    meaning:
      'For over half an hour it has taken none, so alarms aren’t written there. Mail and this page still say them. Each message is tried again for about eight hours.',
    next: 'Web’s log says what the chat answered. Make a new webhook address in the chat if the old one was removed, set STAFF_CHAT_WEBHOOK_URL and restart web. Try it under Settings. This alarm closes when the chat takes a message.',
  },
  grant_replaced: {
    title: 'A Wise profile moved to another customer',
    meaning:
      'A customer connected a Wise profile that another customer had connected before. The earlier connection now needs reconnecting.',
    next: 'Find the connection that was replaced under Needs attention on Home, and ask its customer whether they know about it.',
  },
};

const unknown: AlarmText = {
  title: 'An alarm without a description',
  meaning: 'The vault raised an alarm that this version of the staff pages doesn’t know.',
  next: 'Look for it in the vault’s log, and check that web and vault run the same version.',
};

const en = {
  heading: (open: number) => (open === 1 ? '1 open alarm' : `${open} open alarms`),
  inEnvironment: (title: string, environment: string) => `${title} (${environment.toLowerCase()})`,
  whatToDo: 'What to do: ',
  since: <Part>(raisedAt: Part, lastSeenAt: Part): readonly (string | Part)[] => [
    'Since ',
    raisedAt,
    ', last seen ',
    lastSeenAt,
  ],
  alarms,
  unknown,
};

/** The banner of open alarms: those of the vault (design 4.3, 4.4, 4.7) and the two of web (decision 032). */
export const alarmMessages = inLanguage({ en });
