import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { startEmulator } from 'wise-emulator';
import { developmentSettings } from './settings.mjs';
import { welcome } from './welcome.mjs';

const settings = {
  APP_URL: 'http://localhost:3000',
  PARTNER_API_PORT: '3100',
  CHECK_WINDOW_SECONDS: '10',
};

it('prints the page that breaks things on purpose, and each other page', () => {
  const addresses = {
    emulatorUrl: 'http://127.0.0.1:4010',
    mailboxUrl: 'http://127.0.0.1:4020',
    dataDir: '/data',
  };
  const lines = welcome(settings, addresses, [
    { name: 'Ada Lovelace', email: 'ada@example.com' },
    { name: 'Bo', email: 'bo@example.com', role: 'viewer' },
  ]);
  expect(lines.match(/http\S+/g)).toEqual([
    'http://localhost:3000/dashboard',
    'http://localhost:3000/connections/earlier',
    'http://localhost:3000/staff',
    'http://localhost:3000/staff/webhooks',
    'http://127.0.0.1:4010',
    'http://127.0.0.1:4010/account/connected-apps',
    'http://127.0.0.1:4010/developer-hub',
    'http://127.0.0.1:4010/__emulator',
    'http://127.0.0.1:4020',
    'http://127.0.0.1:3100/v1/connections',
  ]);
  expect(lines).toContain('Faults');
  expect(lines).toContain('    Bo            bo@example.com   (viewer)');
  expect(lines).toContain('again after 10 seconds');
  expect(lines).toContain('data stays in /data\n');
});

it('lets the story of the README be clicked through without five minutes of waiting', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dev-settings-'));
  try {
    expect(developmentSettings(folder, {}).settings.CHECK_WINDOW_SECONDS).toBe('10');
    expect(developmentSettings(folder, { CHECK_WINDOW_SECONDS: '60' }).settings.CHECK_WINDOW_SECONDS).toBe(
      '60',
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('subscribes at the emulator, by a key that the emulator signs with, and at no other Wise', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dev-settings-'));
  try {
    const { settings } = developmentSettings(folder, { WEBHOOK_PORT: '5102' });
    expect(settings.WISE_SANDBOX_WEBHOOK_URL).toBe('http://127.0.0.1:5102/webhooks/wise/sandbox');
    expect(settings.WISE_SANDBOX_APPLICATION_KEY).toBe('connect-wise-dev-key');
    const emulator = await startEmulator({ webhookKey: settings.EMULATOR_WEBHOOK_KEY });
    const pem = emulator.state.webhooks.keys.pem();
    await emulator.close();
    expect(settings.WISE_SANDBOX_WEBHOOK_KEYS).toBe(pem);
    expect(developmentSettings(folder, {}).settings.WISE_SANDBOX_WEBHOOK_KEYS).toBe(pem);
    const elsewhere = { WISE_SANDBOX_API_URL: 'https://api.wise-sandbox.com' };
    expect(developmentSettings(folder, elsewhere).settings).not.toHaveProperty('WISE_SANDBOX_WEBHOOK_URL');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('has a mailbox, unless the developer brings a mail server', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'dev-settings-'));
  try {
    const own = developmentSettings(folder, { MAILBOX_PORT: '5020' });
    expect(own.mailbox).toEqual({ port: 5020, smtpPort: 5021 });
    expect(own.settings.SMTP_URL).toBe('smtp://127.0.0.1:5021');
    const theirs = developmentSettings(folder, { SMTP_URL: 'smtp://127.0.0.1:25' });
    expect(theirs.mailbox).toBeUndefined();
    expect(
      welcome(
        settings,
        { emulatorUrl: 'http://127.0.0.1:4010', mailboxUrl: undefined, dataDir: '/data' },
        [],
      ),
    ).not.toContain('Mailbox');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
