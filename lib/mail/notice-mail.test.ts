import { expect, it } from 'vitest';
import { noticeMail } from './notice-mail';

const facts = {
  id: 'a0c1',
  at: new Date('2026-11-25T14:00:00Z'),
  to: 'ada@example.com',
  profileName: 'Ada',
  environment: 'production',
} as const;
const setting = { partnerName: 'Example Bank', appUrl: 'https://connect.example', timeZone: 'UTC' };

it('the message of a disconnect leaves to the receipt what Wise has not confirmed yet', () => {
  const { subject, text } = noticeMail({ ...facts, kind: 'disconnected' }, setting);
  expect(`${subject}\n${text}`).not.toMatch(/no (longer|more)|is cancelled at Wise/);
  expect(text).toContain('The receipt');
  expect(text).toContain('https://connect.example/dashboard');
});
