import { expect, it } from 'vitest';
import { noticeMail } from './notice-mail';

const facts = {
  id: 'a0c1',
  at: new Date('2026-11-25T14:00:00Z'),
  to: 'ada@example.com',
  profileName: 'Ada',
  environment: 'production',
  endResult: 'pending',
  endedAt: null,
  tokenMayWorkUntil: new Date(Date.now() + 3_600_000),
  withdrawal: null,
} as const;
const setting = { partnerName: 'Example Bank', appUrl: 'https://connect.example', timeZone: 'UTC' };

it('the message of a disconnect leaves to the receipt what Wise has not confirmed yet', () => {
  const { subject, text } = noticeMail({ ...facts, kind: 'disconnected' }, setting);
  expect(`${subject}\n${text}`).not.toMatch(/no (longer|more)|is cancelled at Wise/);
  expect(text).toContain('Unless cancelled, access given earlier may work until');
  expect(text).toContain('We’ll email you the receipt');
  expect(text).toContain('The receipt');
  expect(text).toContain('https://connect.example/dashboard');
});

it.each(['disconnected', 'receipt'] as const)(
  'a message of kind %s says the result once it is known, as the page does',
  (kind) => {
    const ended = {
      endResult: 'cancelled',
      endedAt: new Date('2026-11-25T14:00:02Z'),
      tokenMayWorkUntil: null,
    };
    const { text } = noticeMail({ ...facts, ...ended, kind }, setting);
    expect(text).toContain('Disconnected, and cancelled at Wise');
    expect(text).toContain('- Access given earlier was cancelled at Wise on 25 Nov 2026, 14:00 UTC.');
    expect(text).not.toMatch(/email you the receipt|may work until/);
  },
);

it('says to whoever withdrew by letter when it arrived, and whom to tell if that was not them', () => {
  const withdrawal = { channel: 'post', receivedOn: new Date('2026-11-23') } as const;
  const { text } = noticeMail({ ...facts, kind: 'disconnected', withdrawal }, setting);
  expect(text).toContain('You withdrew your consent by letter, received on 23 Nov 2026.');
  expect(text).toContain('If this wasn’t you, contact us');
  expect(noticeMail({ ...facts, kind: 'disconnected' }, setting).text).not.toContain('withdrew');
});

it.each(['connected', 'reconnected'] as const)(
  'a message of kind %s is a receipt: purpose, access, how long, and how to end it without this site',
  (kind) => {
    const living = { endResult: null, endedAt: null, tokenMayWorkUntil: null };
    const words = {
      purpose: 'We show your balances.',
      access: ['See balances', 'Make transfers'],
      privacyUrl: 'https://bank.example/privacy',
    };
    const { text } = noticeMail({ ...facts, ...living, kind }, { ...setting, ...words });
    expect(text).toContain('Why: We show your balances.\nAccess:\n- See balances\n- Make transfers\n');
    expect(text).toContain('until you disconnect it');
    expect(text).toContain('in your Wise account under connected apps');
    expect(text).toContain('Privacy policy: https://bank.example/privacy');
  },
);

it('without words of the partner a receipt leads to what Wise showed, and no other message is one', () => {
  const living = { endResult: null, endedAt: null, tokenMayWorkUntil: null };
  expect(noticeMail({ ...facts, ...living, kind: 'connected' }, setting).text).toContain(
    'Access: what Wise showed you before you agreed.',
  );
  expect(noticeMail({ ...facts, ...living, kind: 'frozen' }, setting).text).not.toContain('Access:');
});

it('a link to reconnect is the address of the page that asks who you are, and nothing in it says who', () => {
  const living = { endResult: null, endedAt: null, tokenMayWorkUntil: null };
  const { text } = noticeMail({ ...facts, ...living, kind: 'reconnect_link' }, setting);
  expect(text.match(/https?:\S+/g)).toEqual(['https://connect.example/connect/production']);
  expect(text).toContain('sign in first');
});
