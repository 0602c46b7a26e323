import { describe, expect, it } from 'vitest';
import { staffMail } from './staff-mail';

const setting = { partnerName: 'Example Bank', appUrl: 'https://connect.example.com' };
const facts = { id: '1', to: 'new@example.com', role: 'support', sentBy: 'Ada' } as const;

describe('mail to staff', () => {
  it('an invitation leads to the sign-in page and carries nothing that signs in', () => {
    const mail = staffMail({ ...facts, kind: 'invitation' }, setting);
    expect(mail.subject).toBe('You’re invited to Example Bank staff');
    expect(mail.text).toContain('Ada invited you');
    expect(mail.text).toContain('Support');
    expect(mail.text.match(/https:\S+/g)).toEqual(['https://connect.example.com/staff/sign-in']);
  });

  it('a reminder leads to the review', () => {
    const mail = staffMail({ ...facts, kind: 'review_due', sentBy: null }, setting);
    expect(mail.text.match(/https:\S+/g)).toEqual(['https://connect.example.com/staff/people/review']);
  });

  it('an invitation by nobody who is known says so in other words', () => {
    const mail = staffMail({ ...facts, kind: 'invitation', sentBy: null }, setting);
    expect(mail.text).toContain('You’re invited');
    expect(mail.text).not.toContain('null');
  });
});
