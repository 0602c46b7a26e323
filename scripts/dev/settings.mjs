import { createPublicKey } from 'node:crypto';
import { developmentSecrets } from './secrets.mjs';

const EMULATOR_CLIENT = { id: 'connect-wise-dev', secret: 'emulator-only-secret' };

/**
 * All configuration of a development run: what this shell sets wins over development's own values.
 * @param {string} dataDir
 * @param {Record<string, string | undefined>} shell
 */
export function developmentSettings(dataDir, shell) {
  const port = Number(shell.PORT || 3000);
  const emulatorPort = Number(shell.EMULATOR_PORT || 4010);
  // another host name than the app's, so that the two do not share cookies
  const emulatorMtlsPort = Number(shell.EMULATOR_MTLS_PORT || emulatorPort + 1);
  const mailboxPort = Number(shell.MAILBOX_PORT || 4020);
  const mailboxSmtpPort = Number(shell.MAILBOX_SMTP_PORT || mailboxPort + 1);
  const emulatorUrl = `http://127.0.0.1:${emulatorPort}`;
  const defaults = {
    PORT: String(port),
    APP_URL: `http://localhost:${port}`,
    VAULT_INTERNAL_URL: 'http://127.0.0.1:3101',
    PARTNER_API_PORT: '3100',
    WEBHOOK_PORT: '3102',
    // "Check now" is pressed again and again while trying; Wise's limits are not the emulator's concern
    CHECK_WINDOW_SECONDS: '10',
    // npm run example: where its customers come back to
    RETURN_URLS: `${exampleUrl(shell)}/wise/`,
    // it, and app.mjs of docs/partner-guide.md, are sent events on this machine
    EVENT_ALLOWED_ORIGINS: exampleUrl(shell),
    SMTP_URL: `smtp://127.0.0.1:${mailboxSmtpPort}`,
    WISE_SANDBOX_CLIENT_ID: EMULATOR_CLIENT.id,
    WISE_SANDBOX_CLIENT_SECRET: EMULATOR_CLIENT.secret,
    WISE_SANDBOX_WEB_URL: emulatorUrl,
    WISE_SANDBOX_APPROVAL_PAGE_URL: `${emulatorUrl}/approve-api-action/`,
    WISE_SANDBOX_API_URL: emulatorUrl,
    WISE_SANDBOX_HOSTED_PAGE_ORIGINS: emulatorUrl,
  };
  const set = Object.fromEntries(
    Object.entries(shell).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
  /** @type {Record<string, string> & typeof defaults} */
  const chosen = { ...defaults, ...developmentSecrets(dataDir), ...set };
  const settings = { ...webhooksOf(chosen, emulatorUrl), ...chosen };
  // a mail server of the developer's own takes its place
  const hasMailbox = settings.SMTP_URL === defaults.SMTP_URL;
  return {
    settings,
    emulatorPort,
    emulatorMtlsPort,
    emulatorUrl,
    emulatorClient: EMULATOR_CLIENT,
    mailbox: hasMailbox ? { port: mailboxPort, smtpPort: mailboxSmtpPort } : undefined,
  };
}

/**
 * Another host name than the app's, so that the two do not share cookies.
 * @param {Record<string, string | undefined>} shell
 */
export const exampleUrl = (shell) => `http://127.0.0.1:${Number(shell.EXAMPLE_PORT || 4030)}`;

/**
 * By these the vault subscribes itself at the emulator, and takes its signatures; nothing for a Wise that is another.
 * @param {Record<string, string>} settings
 * @param {string} emulatorUrl
 * @returns {Record<string, string>}
 */
function webhooksOf(settings, emulatorUrl) {
  const { WISE_SANDBOX_API_URL, WISE_SANDBOX_CLIENT_ID, WEBHOOK_PORT, EMULATOR_WEBHOOK_KEY } = settings;
  if (WISE_SANDBOX_API_URL !== emulatorUrl || EMULATOR_WEBHOOK_KEY === undefined) return {};
  const key = createPublicKey(EMULATOR_WEBHOOK_KEY).export({ type: 'spki', format: 'pem' });
  return {
    WISE_SANDBOX_APPLICATION_KEY: `${WISE_SANDBOX_CLIENT_ID}-key`,
    WISE_SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${WEBHOOK_PORT}/webhooks/wise/sandbox`,
    WISE_SANDBOX_WEBHOOK_KEYS: key.toString(),
  };
}
