#!/bin/sh
# @peculiar/x509 2.2.0 writes an IPv6 address with a dotted end (RFC 4291 section 2.2, form 3) into a certificate as another
# address, without an error: the dotted part becomes one group, read as hexadecimal up to its first dot.
# For us: web/mail/send.test.ts names such an address in hexadecimal, which comes out right.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @peculiar/x509@2.2.0 reflect-metadata@0.2.2
cat >try.mjs <<'END'
import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';

const { version } = JSON.parse(readFileSync('node_modules/@peculiar/x509/package.json', 'utf8'));
console.log(`@peculiar/x509 ${version}, Node ${process.versions.node}`);
const signingAlgorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const keys = await crypto.subtle.generateKey(signingAlgorithm, true, ['sign', 'verify']);

async function written(value) {
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: '01',
    name: 'CN=test',
    notBefore: new Date(),
    notAfter: new Date(Date.now() + 86_400_000),
    signingAlgorithm,
    keys,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'ip', value }])],
  });
  return new X509Certificate(certificate.toString('pem')).subjectAltName;
}

const seen = {
  '::ffff:192.0.2.1': 'IP Address:0:0:0:0:0:0:FFFF:192',
  '64:ff9b::192.0.2.1': 'IP Address:64:FF9B:0:0:0:0:0:192',
  '::ffff:c000:201': 'IP Address:0:0:0:0:0:FFFF:C000:201',
};
for (const [address, expected] of Object.entries(seen)) {
  const actual = await written(address);
  console.log(`${address} is written as ${actual}`);
  if (actual !== expected) {
    console.log(`changed: it was ${expected}`);
    process.exitCode = 1;
  }
}
END
node try.mjs
