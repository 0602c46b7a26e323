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
    code: undefined,
  });
  expect(mail.subject).toBe(subject);
  expect(mailMessages.signInLink.subject(audience, 'Example Bank')).toBe(subject);
  expect(mail.text.split(href)).toHaveLength(2);
});

it('has the code on a line of its own words, where there is one', () => {
  const link = {
    to: 'ada@example.com',
    href: 'https://connect.example/x',
    partnerName: 'Example Bank',
    minutes: 10,
  };
  const { text } = signInLinkMail({ ...link, audience: 'customer', code: '042137' });
  expect(text).toContain('in the browser where you asked: 042137\n');
});
