import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseVaultEnv, wiseClients } from '#vault/env/vault-env';
import { accentOnDark, accentProblem, contrast } from '#web/env/accent';
import { parseWebEnv, VAULT_ONLY, wiseEnvironments } from '#web/env/web-env';
import { problemsOf, vault, web } from './testing/settings';

/** As in production: something in front speaks https. */
const https = { APP_URL: 'https://connect.example.com', TRUSTED_PROXIES: '127.0.0.1' };

describe('the web environment', () => {
  it('is accepted when complete and derives the redirect URI from APP_URL alone', () => {
    const env = parseWebEnv({ ...web, ...https });
    expect(wiseEnvironments(env)).toEqual([
      {
        environment: 'sandbox',
        clientId: 'client',
        webUrl: 'https://wise-sandbox.com',
        redirectUri: 'https://connect.example.com/connect/sandbox/callback',
      },
    ]);
  });

  it('names every missing secret at once', () => {
    const text = problemsOf(() => parseWebEnv({}));
    for (const name of ['DATABASE_URL', 'NEXTAUTH_SECRET', 'VAULT_INTERNAL_KEY', 'WISE_SANDBOX_CLIENT_ID']) {
      expect(text).toContain(name);
    }
  });

  it.each(VAULT_ONLY)('promise 4: refuses to start when %s is planted in it', (name) => {
    const text = problemsOf(() => parseWebEnv({ ...web, [name]: 'planted-value' }));
    expect(text).toContain(name);
    expect(text).not.toContain('planted-value');
  });

  it.each([
    [
      'web',
      () => parseWebEnv({ ...web, DATABASE_URL: 'postgresql://connect_web:pw@db.example.com/connect' }),
    ],
    [
      'vault',
      () =>
        parseVaultEnv({
          ...vault,
          VAULT_DATABASE_URL: 'postgresql://connect_vault:pw@10.0.0.5/connect?sslmode=require',
        }),
    ],
  ])('%s does not start on a PostgreSQL elsewhere without checked TLS', (_process, parse) => {
    expect(problemsOf(parse)).toMatch(/DATABASE_URL: must end with \?sslmode=verify-full/);
  });

  it('refuses plain http anywhere but on this machine', () => {
    expect(problemsOf(() => parseWebEnv({ ...web, APP_URL: 'http://connect.example.com' }))).toContain(
      'https',
    );
    expect(parseWebEnv({ ...web, APP_URL: 'http://localhost:3000' }).APP_URL).toBe('http://localhost:3000');
  });

  it.each(['CUSTOMER', 'STAFF'])('refuses an identity provider of %s over plain http', (audience) => {
    const given = { [`${audience}_OIDC_CLIENT_ID`]: 'client', [`${audience}_OIDC_CLIENT_SECRET`]: 'secret' };
    const withIssuer = (address: string) => () =>
      parseWebEnv({ ...web, ...given, [`${audience}_OIDC_ISSUER`]: address });
    for (const address of ['http://id.example.com', 'ftp://id.example.com', 'id.example.com']) {
      expect(problemsOf(withIssuer(address))).toContain(`${audience}_OIDC_ISSUER: must be an https address`);
    }
    expect(withIssuer('https://id.example.com/tenant/')()).toMatchObject({
      [`${audience}_OIDC_ISSUER`]: 'https://id.example.com/tenant/',
    });
    expect(withIssuer('http://127.0.0.1:9000')).not.toThrow();
    for (const rest of ['id.example.com?tenant=a', 'id.example.com/#x', 'u:hunter2@id.example.com']) {
      const text = problemsOf(withIssuer(`https://${rest}`));
      expect(text).toContain(`${audience}_OIDC_ISSUER: must be the issuer alone`);
      expect(text).not.toContain('hunter2');
    }
  });

  it('refuses a help address that would run in the page', () => {
    for (const address of ['javascript:alert(1)', 'data:text/html,x', 'http://example.com/help', 'help']) {
      expect(problemsOf(() => parseWebEnv({ ...web, PARTNER_SUPPORT_URL: address }))).toContain(
        'PARTNER_SUPPORT_URL',
      );
    }
    expect(parseWebEnv({ ...web, PARTNER_SUPPORT_URL: 'mailto:help@example.com' })).toBeDefined();
  });

  it('refuses a security contact that is no address, or more than one line of security.txt', () => {
    for (const address of [
      'javascript:alert(1)',
      'security',
      'mailto:a@example.com\nContact: mailto:b@example.com',
    ]) {
      expect(problemsOf(() => parseWebEnv({ ...web, SECURITY_CONTACT: address }))).toContain(
        'SECURITY_CONTACT',
      );
    }
    expect(parseWebEnv({ ...web, SECURITY_CONTACT: 'mailto:security@example.com' })).toBeDefined();
  });

  it('refuses an accent that does not read at 4.5 to 1', () => {
    expect(problemsOf(() => parseWebEnv({ ...web, PARTNER_ACCENT: '#ffe14d' }))).toContain('PARTNER_ACCENT');
    expect(accentProblem('#2447b5')).toBeUndefined();
    expect(contrast(accentOnDark('#2447b5'), '#101418')).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ['that is not there', 'none.svg', 'missing, empty or not readable'],
    ['that is a folder', 'folder.svg', 'missing, empty or not readable'],
    ['that is empty', 'empty.png', 'missing, empty or not readable'],
    ['of a kind that is not served', 'logo.gif', 'must end in one of .svg, .png, .webp'],
    ['without an extension', 'logo', 'must end in one of .svg, .png, .webp'],
  ])('does not start with a logo %s: it would be a broken picture on every page', (_what, name, mend) => {
    const folder = mkdtempSync(join(tmpdir(), 'connect-logo-'));
    mkdirSync(join(folder, 'folder.svg'));
    writeFileSync(join(folder, 'empty.png'), '');
    for (const there of ['logo.gif', 'logo', 'logo.SVG']) writeFileSync(join(folder, there), '<svg/>');
    const text = problemsOf(() => parseWebEnv({ ...web, PARTNER_LOGO_FILE: join(folder, name) }));
    expect(text).toMatch(/- PARTNER_LOGO_FILE: /);
    expect(text).toContain(mend);
    expect(parseWebEnv({ ...web, PARTNER_LOGO_FILE: join(folder, 'logo.SVG') })).toBeDefined();
  });

  it('listens on this machine alone unless it is told otherwise', () => {
    expect(parseWebEnv(web)).toMatchObject({ WEB_HOST: '127.0.0.1', PORT: 3000 });
    for (const port of ['abc', '80.5']) {
      const problems = problemsOf(() => parseWebEnv({ ...web, PORT: port }));
      expect(problems).toContain('PORT: must be a whole number from 0 to 65535');
    }
    expect(parseWebEnv({ ...web, WEB_HOST: '0.0.0.0', PORT: '8080' })).toMatchObject({
      WEB_HOST: '0.0.0.0',
      PORT: 8080,
    });
    expect(problemsOf(() => parseWebEnv({ ...web, WEB_HOST: 'everywhere' }))).toContain('WEB_HOST');
  });

  it('served by https has to know its proxies: without them all clients would look like one', () => {
    const { TRUSTED_PROXIES: _, ...without } = https;
    expect(problemsOf(() => parseWebEnv({ ...web, ...without }))).toContain('TRUSTED_PROXIES is missing');
    expect(parseWebEnv({ ...web, ...https, TRUSTED_PROXIES: 'none' })).toBeDefined();
    const { TRUSTED_PROXIES: proxies } = parseWebEnv({
      ...web,
      ...https,
      TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8,fd00::/8, ::1',
    });
    for (const address of ['127.0.0.1', '10.9.8.7']) expect(proxies?.check(address, 'ipv4')).toBe(true);
    for (const address of ['::1', 'fd12::1']) expect(proxies?.check(address, 'ipv6')).toBe(true);
    expect(proxies?.check('127.0.0.2', 'ipv4')).toBe(false);
  });

  it.each([
    'proxy.internal',
    '10.0.0.0/33',
    '10.0.0.0/0',
    '10.0.0.0/',
    '10.0.0.1,,',
    'all',
    '::/129',
    '1.2.3.4/8/8',
  ])('does not start with proxies it cannot read (%s)', (proxies) => {
    expect(problemsOf(() => parseWebEnv({ ...web, TRUSTED_PROXIES: proxies }))).toContain('TRUSTED_PROXIES');
  });

  it('says what to write for a proxy that may be one address or a whole network', () => {
    const problem = '10.0.0.1/8 is an address inside 10.0.0.0/8: write 10.0.0.0/8 for the whole network, or';
    const given = '127.0.0.1, 10.0.0.1/8';
    expect(problemsOf(() => parseWebEnv({ ...web, TRUSTED_PROXIES: given }))).toContain(
      `TRUSTED_PROXIES: ${problem} 10.0.0.1/32 for that address alone`,
    );
    expect(problemsOf(() => parseVaultEnv({ ...vault, PARTNER_API_TRUSTED_PROXIES: given }))).toContain(
      `PARTNER_API_TRUSTED_PROXIES: ${problem}`,
    );
  });

  it('refuses a mail server’s address that is none, without repeating its password', () => {
    for (const address of ['mail.example.com', 'https://mail.example.com', 'smtp://', 'smtp//u:hunter2@x']) {
      const text = problemsOf(() => parseWebEnv({ ...web, SMTP_URL: address }));
      expect(text).toContain('SMTP_URL: must be an smtp://');
      expect(text).not.toContain('hunter2');
    }
  });

  it('says what to write when a mail server’s password cuts its address', () => {
    for (const password of ['hunter2#x', 'hunter2/x', 'hunter2@x/y', '12?hunter2']) {
      const text = problemsOf(() =>
        parseWebEnv({ ...web, SMTP_URL: `smtps://u:${password}@mail.example.com` }),
      );
      expect(text).toContain('SMTP_URL: is cut off inside its password');
      expect(text).not.toContain('hunter2');
    }
  });

  it('refuses options of a mail server’s address, which nothing reads, and what of it cannot be read', () => {
    for (const rest of ['?ignoreTLS=true', '?tls.rejectUnauthorized=false', '/?pool=true', '/path']) {
      const text = problemsOf(() =>
        parseWebEnv({ ...web, SMTP_URL: `smtp://u:hunter2@mail.example.com:25${rest}` }),
      );
      expect(text, rest).toContain(
        'SMTP_URL: must end with the host or its port: options after it are not read',
      );
      expect(text, rest).toContain('SMTP_CA_FILE');
      expect(text, rest).not.toContain('hunter2');
    }
    const half = problemsOf(() => parseWebEnv({ ...web, SMTP_URL: 'smtp://u:hunter2%@mail.example.com' }));
    expect(half).toContain('SMTP_URL: must write % in its user or password as %25');
    expect(half).not.toContain('hunter2');
    for (const address of ['smtp://mail.example.com', 'smtps://u:p%25@mail.example.com:465/']) {
      expect(parseWebEnv({ ...web, SMTP_URL: address }).SMTP_URL?.reveal()).toBe(address);
    }
  });

  it('refuses a mail server’s authority that is no certificate: TLS would skip it without a word', () => {
    const empty = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';
    for (const authority of ['/etc/ssl/certs/ca.pem', empty, '-----BEGIN PRIVATE KEY-----']) {
      const text = problemsOf(() => parseWebEnv({ ...web, SMTP_CA: authority }));
      expect(text).toContain('SMTP_CA: must be certificates in PEM');
    }
  });

  it.each([
    ['Example Bank', false],
    ['Example Bank <no-reply>', false],
    ['a@example.com, b@example.com', false],
    ['Example Bank <no-reply@example.com>', true],
    ['no-reply@example.com', true],
  ])('takes the sender "%s": %s', (MAIL_FROM, isTaken) => {
    const parse = () => parseWebEnv({ ...web, MAIL_FROM });
    if (isTaken) expect(parse().MAIL_FROM).toBe(MAIL_FROM);
    else expect(problemsOf(parse)).toContain('MAIL_FROM: must be an address');
  });

  it('refuses half an identity provider', () => {
    expect(problemsOf(() => parseWebEnv({ ...web, STAFF_OIDC_ISSUER: 'https://id.example.com' }))).toContain(
      'STAFF_OIDC_CLIENT_SECRET',
    );
  });
});

describe('the vault environment', () => {
  it('is accepted when complete and gives the client of each environment that is on', () => {
    const clients = wiseClients(parseVaultEnv(vault));
    expect(clients.map((client) => client.environment)).toEqual(['sandbox']);
    expect(clients[0]?.apiUrl).toBe('https://api.wise-sandbox.com');
  });

  it('names every missing secret at once', () => {
    const text = problemsOf(() => parseVaultEnv({ WISE_SANDBOX_CLIENT_ID: 'client' }));
    for (const name of [
      'VAULT_DATABASE_URL',
      'VAULT_JOBS_DATABASE_URL',
      'VAULT_KEYS',
      'VAULT_INTERNAL_KEY',
      'WISE_SANDBOX_CLIENT_SECRET',
    ]) {
      expect(text).toContain(name);
    }
  });

  it('does not start with a listener off this machine while it has no TLS of its own', () => {
    expect(problemsOf(() => parseVaultEnv({ ...vault, PARTNER_API_HOST: '0.0.0.0' }))).toContain(
      'PARTNER_API_HOST',
    );
    expect(
      problemsOf(() => parseVaultEnv({ ...vault, VAULT_INTERNAL_URL: 'https://10.0.0.1:3101' })),
    ).toContain('VAULT_INTERNAL_URL');
  });

  it('never prints a value', () => {
    expect(
      problemsOf(() => parseVaultEnv({ ...vault, VAULT_DATABASE_URL: 'mysql://root:hunter2@x' })),
    ).not.toContain('hunter2');
    expect(JSON.stringify(parseVaultEnv(vault))).not.toContain('wise-secret-value');
  });
});
