import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DevMailbox, startDevMailbox } from './server';

let mailbox: DevMailbox;
beforeAll(async () => {
  mailbox = await startDevMailbox({ page: 0, smtp: 0 });
});
afterAll(() => mailbox.close());

const send = (mail: { to: string; subject: string; text: string }) =>
  createTransport(mailbox.smtpUrl).sendMail({ from: 'Example Bank <no-reply@localhost>', ...mail });
const look = (path = '/', headers: Record<string, string> = {}) => fetch(mailbox.url + path, { headers });

it('shows what was sent, newest first, and its link to be pressed', async () => {
  expect(await (await look()).text()).toContain('No mail yet');
  const link = `http://localhost:3000/sign-in/link?half=${'x'.repeat(90)}`;
  await send({ to: 'ada@example.com', subject: 'Müllers Link', text: `Open it:\n\n${link}\n\nDanke, Zoë` });
  await send({ to: 'bo@example.com', subject: 'Second', text: 'later' });
  const list = await (await look()).text();
  expect(list.indexOf('Second')).toBeLessThan(list.indexOf('Müllers Link'));
  expect(list).toContain('To ada@example.com');
  const message = await (await look('/messages/1')).text();
  expect(message).toContain(`<a href="${link}">${link}</a>`);
  expect(message).toContain('Danke, Zoë');
});

it('shows a hostile message as text', async () => {
  await send({
    to: 'eve@example.com',
    subject: '<script>alert(1)</script>',
    text: '<img src=x> javascript:alert(1)',
  });
  for (const path of ['/', '/messages/3']) {
    const page = await (await look(path)).text();
    expect(page).not.toMatch(/<script|<img|href="javascript/);
    expect(page).toContain('&lt;script&gt;');
  }
  expect((await look()).headers.get('content-security-policy')).toContain("default-src 'none'");
});

it('has no page for a message that it does not have, nor for another host', async () => {
  expect((await look('/messages/99')).status).toBe(404);
  const { port } = new URL(mailbox.url);
  const { request } = await import('node:http');
  const status = await new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, headers: { host: 'evil.example' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toBe(421);
});
