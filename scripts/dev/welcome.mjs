/**
 * @param {Record<string, string>} settings
 * @param {{ emulatorUrl: string; mailboxUrl: string | undefined; dataDir: string }} given
 * @param {{ name: string; email: string; role?: string }[]} people who can sign in with one click
 * @returns {string} where to click
 */
export function welcome(
  { APP_URL, PARTNER_API_PORT, CHECK_WINDOW_SECONDS },
  { emulatorUrl, mailboxUrl, dataDir },
  people,
) {
  /** @type {[string, string, string][]} */
  const mailbox =
    mailboxUrl === undefined
      ? []
      : [['Mailbox', mailboxUrl, 'every message that is sent: sign-in links, notices, receipts']];
  return [
    '',
    '  Connect Wise is running',
    '',
    ...table([
      ['Customers', `${APP_URL}/dashboard`, 'connect, see, check, disconnect'],
      ['', `${APP_URL}/connections/earlier`, 'past connections and their receipts'],
      ['Staff', `${APP_URL}/staff`, 'every connection of every customer'],
      ['', `${APP_URL}/staff/webhooks`, 'what Wise has told'],
      ['Emulator', emulatorUrl, 'stands in for Wise'],
      ['', `${emulatorUrl}/account/connected-apps`, 'what a Wise user sees, and where an app is removed'],
      ['', `${emulatorUrl}/developer-hub`, 'a partner’s credentials'],
      ['Faults', `${emulatorUrl}/__emulator`, 'fault injection: presets, faults, settings, log'],
      ...mailbox,
      ['Partner API', `http://127.0.0.1:${PARTNER_API_PORT}/v1/connections`, 'keys: npm run api-key'],
    ]),
    '',
    '  Sign in with one click on either sign-in page, or by email link:',
    ...table(people.map(({ name, email, role }) => [`  ${name}`, email, `(${role ?? 'customer'})`])),
    '',
    '  Staff approve a disconnect with a passkey: npm run staff:passkey-code -- --email operator@example.com',
    `  “Check now” asks Wise again after ${CHECK_WINDOW_SECONDS} seconds (5 minutes in production).`,
    `  Ctrl-C stops everything; data stays in ${dataDir}`,
    '',
  ].join('\n');
}

/** @param {[string, string, string][]} rows @returns {string[]} lines, every column as wide as its widest cell */
function table(rows) {
  const first = Math.max(0, ...rows.map((row) => row[0].length));
  const second = Math.max(0, ...rows.map((row) => row[1].length));
  return rows.map((row) => `  ${row[0].padEnd(first)}  ${row[1].padEnd(second)}  ${row[2]}`);
}
