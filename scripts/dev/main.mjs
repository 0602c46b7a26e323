import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { messageOf } from '../error.mjs';
import { defaultDataDir, root } from '../paths.mjs';
import { outsideAddresses } from '../supervise/addresses.mjs';
import { endsWithSupervisor } from '../supervise/child.mjs';
import { checkDataFolder } from '../supervise/data-folder.mjs';
import { openEmbedded } from '../supervise/embedded.mjs';
import { environmentFor } from '../supervise/env.mjs';
import { prefixer } from '../supervise/output.mjs';
import { clearTheWay, supervise } from '../supervise/supervisor.mjs';
import { developmentSettings } from './settings.mjs';
import { welcome } from './welcome.mjs';

const EMULATOR = createRequire(import.meta.url).resolve('wise-emulator/cli');
const NEXT = path.join(root, 'node_modules/next/dist/bin/next');
const say = (/** @type {string} */ text) => console.error(text);

/** @typedef {ReturnType<typeof developmentSettings>} Given */

/** Starts database, emulator, vault and web, keeps them running, and says where to click. */
export async function dev() {
  try {
    await run(defaultDataDir());
  } catch (error) {
    say(messageOf(error));
    process.exit(1);
  }
}

/** @param {string} dataDir */
async function run(dataDir) {
  // before the secrets of development are made there
  checkDataFolder(dataDir);
  const given = developmentSettings(dataDir, process.env);
  const outside = outsideAddresses(given.settings);
  const ended = await clearTheWay(dataDir, portsOf(given));
  if (ended.length > 0) say(`ended what an earlier run had left: ${ended.join(', ')}`);
  const embedded = outside ? undefined : await openEmbedded(dataDir, say);
  const settings = { ...given.settings, ...(embedded?.addresses ?? outside) };
  const people = embedded ? await seedPeople(embedded.ownerUrl) : [];
  const specs = childrenOf({ ...given, settings, dataDir });
  const isUp = await supervise({
    dataDir,
    specs,
    database: embedded?.database,
    onLine: prefixer(specs.map(({ name }) => name)),
    say,
  });
  if (!isUp) return;
  const mailboxUrl = given.mailbox && `http://127.0.0.1:${given.mailbox.port}`;
  console.log(welcome(settings, { emulatorUrl: given.emulatorUrl, mailboxUrl, dataDir }, people));
  // `next dev` compiles at the first request: let that be ours
  await fetch(`${settings.APP_URL}/sign-in`).catch(() => undefined);
}

/** @param {Given} given */
function portsOf({ settings, emulatorPort, emulatorMtlsPort, mailbox }) {
  const host = '127.0.0.1';
  return [
    { port: Number(settings.PORT), host: 'localhost', what: 'web', name: 'PORT' },
    {
      port: Number(new URL(settings.VAULT_INTERNAL_URL).port),
      host,
      what: 'vault, for web',
      name: 'VAULT_INTERNAL_URL',
    },
    { port: Number(settings.PARTNER_API_PORT), host, what: 'vault, partner API', name: 'PARTNER_API_PORT' },
    { port: Number(settings.WEBHOOK_PORT), host, what: 'vault, webhooks', name: 'WEBHOOK_PORT' },
    { port: emulatorPort, host, what: 'emulator', name: 'EMULATOR_PORT' },
    { port: emulatorMtlsPort, host, what: 'emulator, mTLS host', name: 'EMULATOR_MTLS_PORT' },
    ...(mailbox
      ? [
          { port: mailbox.port, host, what: 'mailbox', name: 'MAILBOX_PORT' },
          { port: mailbox.smtpPort, host, what: 'mailbox, SMTP', name: 'MAILBOX_SMTP_PORT' },
        ]
      : []),
  ];
}

/** @param {Given & { dataDir: string }} given @returns {import('../supervise/child.mjs').ChildSpec[]} */
function childrenOf({ settings, emulatorPort, emulatorMtlsPort, emulatorClient, mailbox, dataDir }) {
  const node = [process.execPath, ...endsWithSupervisor()];
  const tsx = [...node, '--import', 'tsx'];
  const internal = new URL(settings.VAULT_INTERNAL_URL);
  const mode = { NODE_ENV: 'development' };
  return [
    {
      name: 'emulator',
      command: [
        ...tsx,
        EMULATOR,
        '--port',
        String(emulatorPort),
        '--host',
        '127.0.0.1',
        '--redirect-uri',
        `${settings.APP_URL}/connect/sandbox/callback`,
        '--client-id',
        emulatorClient.id,
        '--client-secret',
        emulatorClient.secret,
        // one name in the app, on the consent page and in the list of connected apps
        '--name',
        settings.PARTNER_NAME || 'Example Bank',
        '--mtls-port',
        String(emulatorMtlsPort),
        '--mtls-folder',
        path.join(dataDir, 'emulator-authority'),
        '--keep',
        path.join(dataDir, 'emulator.json'),
        // other apps of yours may be tried beside this one
        ...(settings.EMULATOR_CLIENTS ? [`--clients=${settings.EMULATOR_CLIENTS}`] : []),
      ],
      env: { ...environmentFor('emulator', settings), ...mode },
      host: '127.0.0.1',
      port: emulatorPort,
    },
    ...(mailbox
      ? [
          {
            name: 'mailbox',
            command: [...tsx, 'scripts/dev/mailbox/main.ts', String(mailbox.port), String(mailbox.smtpPort)],
            env: { ...environmentFor('mailbox', settings), ...mode },
            host: '127.0.0.1',
            port: mailbox.port,
          },
        ]
      : []),
    {
      name: 'vault',
      command: [...tsx, 'vault/main.ts'],
      env: { ...environmentFor('vault', settings), ...mode },
      host: internal.hostname,
      port: Number(internal.port),
    },
    {
      name: 'web',
      command: [...node, NEXT, 'dev', '--port', settings.PORT, '--hostname', 'localhost'],
      // the one place that opens one-click sign-in: only for `next dev`, never under `npm start`
      env: {
        ...environmentFor('web', settings),
        ...mode,
        NEXT_TELEMETRY_DISABLED: '1',
        CONNECT_DEV_SIGN_IN: '1',
      },
      host: 'localhost',
      port: Number(settings.PORT),
    },
  ];
}

/** @param {string} ownerUrl */
async function seedPeople(ownerUrl) {
  const file = path.join(root, 'prisma/seed.mjs');
  if (!existsSync(file)) return [];
  const { seed } = await import(file);
  return (await seed({ ownerUrl }))?.people ?? [];
}
