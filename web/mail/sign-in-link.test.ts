import { expect, it } from 'vitest';
import { mailMessages } from '#web/messages/mail';
import { signInLinkMail } from './sign-in-link';

it.each([
  ['customer', 'Your sign-in link for Example Bank'],
  ['staff', 'Your sign-in link for Example Bank staff'],
] as const)('the message to %s has the subject that the page tells them to look for', (audience, subject) => {
  const href = 'https://connect.example/sign-in/link?half=x';
  const mail = signInLinkMail({
    to: 'ada@example.com',
    href,
    audience,
    partnerName: 'Example Bank',
    minutes: 10,
  });
  expect(mail.subject).toBe(subject);
  expect(mailMessages.signInLink.subject(audience, 'Example Bank')).toBe(subject);
  expect(mail.text.split(href)).toHaveLength(2);
});
