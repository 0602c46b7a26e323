// npm run proxy:check: runs deploy/nginx.conf and deploy/Caddyfile in Debian's nginx and Caddy (apt-get install nginx caddy), on ports
// of this machine and with a certificate of their own, in front of a server that says what reached it, and of a web of the
// production build. Ends with 1 unless the client's address, the host, the path, the limit of bodies and web's headers are as the
// product needs them. Needs `npm run build`.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect } from 'node:tls';
import { startStack } from '../e2e/harness/start-stack';
import { until } from '../test/until';
import { refuseOptions } from './arguments.mjs';
import { root } from './paths.mjs';
import { freePort } from './ports.mjs';

refuseOptions('npm run proxy:check', 'it runs the samples in deploy/');

const HOST = 'connect.example.com';
const folder = mkdtempSync(path.join(tmpdir(), 'connect-wise-proxy-'));
const [certificate, key] = [path.join(folder, 'tls.pem'), path.join(folder, 'tls.key')];
execFileSync(
  'openssl',
  [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
    ...['-keyout', key, '-out', certificate, '-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`],
  ],
  { stdio: 'ignore' },
);

type Answer = { status: number; headers: IncomingHttpHeaders; text: string };
type Asked = { path?: string; method?: string; headers?: Record<string, string>; body?: string };

function ask(
  port: number,
  { path: target = '/', method = 'GET', headers = {}, body = '' }: Asked = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const all = { host: HOST, ...(body === '' ? {} : { 'content-length': String(body.length) }), ...headers };
    const options = { host: '127.0.0.1', port, path: target, method, headers: all, servername: HOST };
    // the certificate was made a moment ago
    const sent = request({ ...options, ca: readFileSync(certificate), agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    sent.on('error', reject).end(body);
  });
}

/** Says what reached it. */
const echo = createServer((asked, response) => {
  let bytes = 0;
  asked.on('data', (piece: Buffer) => {
    bytes += piece.length;
  });
  asked.on('end', () => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ url: asked.url, headers: asked.headers, bytes }));
  });
});
await new Promise<void>((resolve) => {
  echo.listen(0, '127.0.0.1', resolve);
});
const echoPort = (echo.address() as AddressInfo).port;

type Ports = { web: number; partner: number; webhooks: number; plain: number };
type Upstreams = { web: number; partner: number };
type Proxy = { name: string; program: string; start: (ports: Ports, to: Upstreams) => string[] };

function nginx(ports: Ports, to: Upstreams): string[] {
  const sample = readFileSync(path.join(root, 'deploy/nginx.conf'), 'utf8')
    .replace('listen 443 ssl', `listen 127.0.0.1:${ports.web} ssl`)
    .replace('listen 8443 ssl', `listen 127.0.0.1:${ports.partner} ssl`)
    .replace('listen 80;', `listen 127.0.0.1:${ports.plain};`)
    .replace('127.0.0.1:3000', `127.0.0.1:${to.web}`)
    .replace('127.0.0.1:3100', `127.0.0.1:${to.partner}`)
    .replaceAll('/etc/connect-wise/tls/fullchain.pem', certificate)
    .replaceAll('/etc/connect-wise/tls/privkey.pem', key)
    .replaceAll('/var/log/nginx/', `${folder}/nginx-`);
  const own = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join('\n');
  // its workers keep bodies in our folder
  const user = process.getuid?.() === 0 ? 'user root;\n' : '';
  const file = path.join(folder, 'nginx.conf');
  writeFileSync(
    file,
    `${user}daemon off;\npid ${folder}/nginx.pid;\nerror_log ${folder}/nginx-error.log;\nevents {}\nhttp {\n${own}\n${sample}\n}\n`,
  );
  return ['-c', file, '-p', folder, '-e', `${folder}/nginx-error.log`];
}

function caddy(ports: Ports, to: Upstreams): string[] {
  const tls = `\n\ttls ${certificate} ${key}`;
  const sample = readFileSync(path.join(root, 'deploy/Caddyfile'), 'utf8')
    .replace('{\n\tservers', '{\n\tadmin off\n\tauto_https disable_redirects\n\tservers')
    .replace('{$CONNECT_HOST} {', `https://${HOST}:${ports.web} {${tls}`)
    .replace('{$PARTNER_API_SITE} {', `https://${HOST}:${ports.partner} {${tls}`)
    .replace('{$WEBHOOK_SITE} {', `https://${HOST}:${ports.webhooks} {${tls}`)
    .replace('{$PORT:3000}', String(to.web))
    .replace('{$PARTNER_API_PORT:3100}', String(to.partner));
  const file = path.join(folder, 'Caddyfile');
  writeFileSync(file, sample);
  return ['run', '--config', file, '--adapter', 'caddyfile'];
}

const PROXIES: readonly Proxy[] = [
  { name: 'nginx', program: '/usr/sbin/nginx', start: nginx },
  { name: 'Caddy', program: '/usr/bin/caddy', start: caddy },
];

let isGood = true;
function say(proxy: string, what: string, isKept: boolean, seen: unknown): void {
  isGood &&= isKept;
  console.log(
    `${isKept ? 'kept  ' : 'BROKEN'}  ${proxy}: ${what}${isKept ? '' : `  (${JSON.stringify(seen)})`}`,
  );
}

async function through<Result>(
  { program, start }: Proxy,
  to: Upstreams,
  act: (ports: Ports) => Promise<Result>,
): Promise<Result> {
  const [web, partner, webhooks, plain] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const ports = { web, partner, webhooks, plain };
  const home = path.join(folder, 'home');
  mkdirSync(home, { recursive: true });
  const child = spawn(program, start(ports, to), {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH ?? '', HOME: home, NODE_ENV: 'production' },
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    said += piece;
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  try {
    await until(
      `${program} answers`,
      () => {
        if (child.exitCode !== null) throw new Error(`${program} ended: ${said}`);
        return ask(web).then(
          () => true,
          () => false,
        );
      },
      { withinMs: 30_000 },
    );
    return await act(ports);
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

type Heard = { url: string; headers: Record<string, string>; bytes: number };
const heard = ({ text }: Answer): Heard => JSON.parse(text);

async function checkPassing(proxy: Proxy): Promise<void> {
  await through(proxy, { web: echoPort, partner: echoPort }, async ({ web, partner }) => {
    for (const [name, port] of Object.entries({ web, 'partner API': partner })) {
      const spoofed = heard(await ask(port, { headers: { 'x-forwarded-for': '203.0.113.9' } }));
      const from = spoofed.headers['x-forwarded-for'];
      say(proxy.name, `${name}: the client’s address is the one that connects`, from === '127.0.0.1', from);
      say(proxy.name, `${name}: the host stays`, spoofed.headers.host === HOST, spoofed.headers.host);
      const target = '//a//b/../c%2Fd?x=%2F%20';
      const { url } = heard(await ask(port, { path: target }));
      say(proxy.name, `${name}: the address reaches it as it came, with both slashes`, url === target, url);
    }
    const large = await ask(web, { method: 'POST', body: 'x'.repeat(70_000) }).catch(() => undefined);
    say(
      proxy.name,
      'web: a body over 64 KB is refused',
      large === undefined || large.status === 413 || (proxy.name === 'Caddy' && large.status === 502),
      large?.status,
    );
    const small = heard(await ask(web, { method: 'POST', body: 'x'.repeat(60_000) }));
    say(proxy.name, 'web: a body of 60 KB passes', small.bytes === 60_000, small.bytes);
    const call = heard(await ask(partner, { method: 'POST', body: 'x'.repeat(5_000_000) }));
    say(proxy.name, 'partner API: a call of 5 MB passes', call.bytes === 5_000_000, call.bytes);
  });
}

const OF_WEB = [
  'content-security-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
];

/** What a browser would speak with it. */
async function protocolOf(port: number): Promise<string | false | null> {
  const socket = connect({
    ...{ host: '127.0.0.1', port, servername: HOST, ca: readFileSync(certificate) },
    ALPNProtocols: ['h2', 'http/1.1'],
  });
  await once(socket, 'secureConnect');
  socket.destroy();
  return socket.alpnProtocol;
}

async function checkPages(proxy: Proxy, to: Upstreams): Promise<void> {
  await through(proxy, to, async ({ web, partner }) => {
    const protocol = await protocolOf(web);
    say(proxy.name, 'web: browsers get HTTP/2', protocol === 'h2', protocol);
    const page = await ask(web, { path: '/sign-in' });
    say(
      proxy.name,
      'web: its page comes through',
      page.status === 200 && page.text.includes('<html'),
      page.status,
    );
    for (const name of OF_WEB)
      say(
        proxy.name,
        `web: ${name} once`,
        page.headers[name] !== undefined && !/,\s*nosniff/.test(String(page.headers[name])),
        page.headers[name],
      );
    const foreign = await ask(web, { path: '/sign-in', headers: { 'x-forwarded-host': 'evil.example' } });
    say(
      proxy.name,
      'web: X-Forwarded-Host changes nothing',
      !foreign.text.includes('evil.example'),
      foreign.status,
    );
    const alive = await ask(partner, { path: '/healthz' });
    say(proxy.name, 'partner API: /healthz 200', alive.status === 200, alive.status);
    const none = await ask(partner, { path: '/v1/connections' });
    say(
      proxy.name,
      'partner API: no key, 401 with a problem',
      none.status === 401 && none.text.includes('API_KEY'),
      none,
    );
  });
}

const here = PROXIES.filter(({ program }) => existsSync(program));
if (here.length < PROXIES.length) {
  isGood = false;
  console.log('not everything is installed: apt-get install nginx caddy');
}
const { stack, close } = await startStack({
  webEnv: { APP_URL: `https://${HOST}`, TRUSTED_PROXIES: '127.0.0.1' },
  vaultEnv: { APP_URL: `https://${HOST}`, PARTNER_API_TRUSTED_PROXIES: '127.0.0.1' },
  clientName: 'proxies',
});
try {
  const [web] = stack.webs;
  const [vault] = stack.vaults;
  if (web === undefined || vault === undefined) throw new Error('the stack has two of each');
  const to = { web: Number(new URL(web.url).port), partner: Number(new URL(vault.partnerUrl).port) };
  for (const proxy of here) {
    await checkPassing(proxy);
    await checkPages(proxy, to);
  }
} finally {
  await close();
  echo.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`\nverdict: ${isGood ? 'clean' : 'NOT CLEAN'}`);
process.exitCode = isGood ? 0 : 1;
