import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from '@playwright/test';
import { createTransport } from 'nodemailer';
import { startMailbox } from '#test/mailbox';

test('a web process killed half-way through a message does not end the tests’ mail server with it', async () => {
  const mailbox = await startMailbox();
  const { hostname, port } = new URL(mailbox.url);
  const sender = connect(Number(port), hostname);
  for (const line of ['EHLO killed', 'MAIL FROM:<us@example.com>', 'RCPT TO:<eve@example.com>']) {
    await once(sender, 'data');
    sender.write(`${line}\r\n`);
  }
  await once(sender, 'data');
  sender.resetAndDestroy();

  const mail = { from: 'us@example.com', to: 'ada@example.com', subject: 'After it', text: 'Still here' };
  await createTransport(mailbox.url).sendMail(mail);
  expect((await mailbox.take('ada@example.com')).subject).toBe('After it');
  await mailbox.close();
});
