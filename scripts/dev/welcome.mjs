/**
 * @param {Record<string, string>} settings
 * @param {string} emulatorUrl
 * @param {{ name: string; email: string; role?: string }[]} people who can sign in with one click
 * @returns {string} where to click
 */
export function welcome({ APP_URL, PARTNER_API_PORT }, emulatorUrl, people) {
  const width = Math.max(0, ...people.map(({ name }) => name.length));
  const rows = people.map(
    ({ name, email, role }) => `    ${name.padEnd(width)}  ${email}  (${role ?? 'customer'})`,
  );
  return [
    '',
    '  Connect Wise is running',
    '',
    `  Customers   ${APP_URL}`,
    `  Staff       ${APP_URL}/staff`,
    `  Emulator    ${emulatorUrl}   (stands in for Wise; connected apps: ${emulatorUrl}/account/connected-apps)`,
    `  Partner API http://127.0.0.1:${PARTNER_API_PORT}/v1/connections   (keys: npm run api-key)`,
    '',
    '  Sign in with one click on either sign-in page; no password, no e-mail:',
    ...rows,
    '',
    '  Ctrl-C stops everything; data stays in .data/',
    '',
  ].join('\n');
}
