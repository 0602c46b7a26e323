import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { NextRequest } from 'next/server';
import { afterEach, expect, test, vi } from 'vitest';
import { contrast } from '#web/env/accent';

const APP = 'https://connect.example.com';
const LONG = 'a-secret-of-more-than-thirty-two-characters';
const SETTINGS = {
  APP_URL: APP,
  TRUSTED_PROXIES: '127.0.0.1',
  DATABASE_URL: 'postgresql://connect_web:pw@127.0.0.1:5432/connect',
  NEXTAUTH_SECRET: LONG,
  VAULT_INTERNAL_KEY: LONG,
  WISE_SANDBOX_CLIENT_ID: 'client',
  SMTP_URL: 'smtp://127.0.0.1:25',
  PARTNER_LOGO_FILE: '',
  PARTNER_ACCENT: '',
  SECURITY_CONTACT: '',
};
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>`;
// not text: bytes that decoding would change
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0xff, 0xfe, 0x80]);

/** A web process's own modules, started with these settings: they are read once. */
async function started(settings: Record<string, string>) {
  vi.resetModules();
  for (const [name, value] of Object.entries({ ...SETTINGS, ...settings })) vi.stubEnv(name, value);
  const { proxy } = await import('../../proxy');
  return {
    proxied: (address: string) =>
      proxy(new NextRequest(`${APP}${address}`, { headers: { host: new URL(APP).host } })),
    logo: (await import('./logo/route')).GET,
    theme: (await import('./theme.css/route')).GET,
    icon: (await import('./icon.svg/route')).GET,
    manifest: (await import('../site.webmanifest/route')).GET,
    securityTxt: (await import('../.well-known/security.txt/route')).GET,
  };
}

function fileOf(name: string, bytes: string | Buffer): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'connect-brand-')), name);
  writeFileSync(file, bytes);
  return file;
}

afterEach(() => vi.unstubAllEnvs());

test.each([
  ['logo.svg', SVG, 'image/svg+xml'],
  ['LOGO.PNG', PNG, 'image/png'],
  ['logo.webp', PNG, 'image/webp'],
])(
  'the logo %s is served byte for byte as what it is, and may be kept for minutes',
  async (name, bytes, type) => {
    const { logo } = await started({ PARTNER_LOGO_FILE: fileOf(name, bytes) });
    const answer = await logo();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(type);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
    expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(bytes))).toBe(true);
  },
);

test('a logo with a script, opened alone, runs nothing: its address has the policy, and no guess at its type', async () => {
  const { proxied } = await started({ PARTNER_LOGO_FILE: fileOf('logo.svg', SVG) });
  const { headers } = proxied('/brand/logo');
  const policy = headers.get('content-security-policy') ?? '';
  // the nonce is made for this one answer, so the file cannot carry it; 'strict-dynamic' takes 'self' away
  expect(policy).toMatch(/script-src 'self' 'nonce-[^']{24}' 'strict-dynamic';/);
  expect(policy).not.toContain('unsafe-inline');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('cache-control')).toBeNull();
});

test('without a logo, or when its file went away after the start, the answer is 404', async () => {
  expect((await (await started({})).logo()).status).toBe(404);
  const file = fileOf('logo.svg', SVG);
  const { logo } = await started({ PARTNER_LOGO_FILE: file });
  expect((await logo()).status).toBe(200);
  rmSync(file);
  expect((await logo()).status).toBe(404);
});

test('a changed accent arrives in the stylesheet, with a readable form for dark, and in the icon', async () => {
  const before = await (await started({})).theme().text();
  expect(before).toContain(':root{--accent:#2447b5}');
  const { theme, icon } = await started({ PARTNER_ACCENT: '#0a6b3d' });
  const answer = theme();
  const css = await answer.text();
  expect(answer.headers.get('content-type')).toBe('text/css; charset=utf-8');
  expect(css).toContain(':root{--accent:#0a6b3d}');
  expect(css).not.toContain('#2447b5');
  const dark = /prefers-color-scheme:dark\)\{:root\{--accent:(#[0-9a-f]{6})\}/.exec(css)?.[1] ?? '';
  expect(contrast(dark, '#101418')).toBeGreaterThanOrEqual(4.5);
  expect(await icon().text()).toContain('fill="#0a6b3d"');
});

test('the web app manifest names the partner, and each of its icons is served', async () => {
  const { manifest } = await started({ PARTNER_NAME: 'Bank "of" <Ada>', PARTNER_ACCENT: '#0a6b3d' });
  const answer = manifest();
  expect(answer.headers.get('content-type')).toBe('application/manifest+json');
  const { icons, ...rest } = (await answer.json()) as { icons: { src: string; sizes: string }[] };
  expect(rest).toMatchObject({
    short_name: 'Bank "of" <Ada>',
    theme_color: '#0a6b3d',
    start_url: '/dashboard',
  });
  for (const { src, sizes } of icons.filter((each) => each.src.endsWith('.png'))) {
    const png = readFileSync(path.resolve(import.meta.dirname, '../../public', path.basename(src)));
    // the IHDR chunk holds width and height (PNG §11.2.2)
    expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`, src).toBe(sizes);
  }
});

test('security.txt (RFC 9116) has the contact, its own address and a date within a year; without a contact there is none', async () => {
  const { securityTxt } = await started({ SECURITY_CONTACT: 'mailto:security@example.com' });
  const answer = securityTxt();
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  const text = await answer.text();
  expect(text).toContain('Contact: mailto:security@example.com\n');
  expect(text).toContain(`Canonical: ${APP}/.well-known/security.txt\n`);
  const days = (Date.parse(/^Expires: (\S+)$/m.exec(text)?.[1] ?? '') - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(30);
  expect(days).toBeLessThan(365);
  expect((await started({})).securityTxt().status).toBe(404);
});

test('the headers let a browser keep what is the same for everybody, and nothing that merely looks like it', async () => {
  const { proxied } = await started({});
  for (const address of ['/favicon.ico', '/robots.txt', '/site.webmanifest', '/.well-known/security.txt'])
    expect(proxied(address).headers.get('cache-control'), address).toBeNull();
  for (const address of ['/robots.txt/x', '/connections/favicon.ico', '/dashboard'])
    expect(proxied(address).headers.get('cache-control'), address).toBe('no-store');
});
