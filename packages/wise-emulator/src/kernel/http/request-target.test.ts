import { connect } from 'node:tls';
import { expect, it } from 'vitest';
import { CLIENT, emulatorForTests } from '#testing/emulator-for-tests';
import { getIdentity } from '#testing/partner-certificate';
import { rawRequest } from '#testing/raw-http';

const wise = emulatorForTests();

it.each([
  ['GET', 'http://evil.example/'],
  ['GET', 'http://evil.example/v1/me'],
  ['GET', 'https://evil.example/oauth/authorize/?client_id=test-app'],
  ['POST', 'http://evil.example/oauth/token'],
  ['POST', 'http://evil.example/__emulator/reset'],
  ['GET', '*'],
  ['OPTIONS', '*'],
])('%s %s is refused as an address that cannot be read', async (method, path) => {
  const { url } = wise.get();
  const raw = await rawRequest({ url, method, path, headers: { connection: 'close' } });
  raw.hangUp();
  expect(raw.head).toMatch(/^HTTP\/1\.1 400 [\s\S]*\r\nx-trace-id: /);
  expect(JSON.parse(raw.body)).toMatchObject({
    status: 400,
    error: 'Bad Request',
    message: 'Invalid address',
  });
});

it('so it is at the mTLS host', async () => {
  const { url, mtls } = wise.get();
  const { key, cert } = await getIdentity(url, CLIENT.clientId);
  const { port } = new URL(mtls.url);
  const answer = await new Promise<string>((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: Number(port), ca: mtls.caCertificate, key, cert });
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk))).on('error', reject);
    socket.on('end', () => resolve(text));
    socket.write('GET http://evil.example/v1/me HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
  });
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toContain('"message":"Invalid address"');
});
