import { expect, test } from 'vitest';
import { keepDraft, readDraft } from './disconnect-draft';

const env = { APP_URL: 'https://connect.example.com' };
const draft = { staffId: 'olga', connectionId: 'one', reason: 'Asked by telephone – „Fall 12“ 🧾' };

const browserWith = (setCookie: string) =>
  new Headers({ cookie: setCookie.slice(0, setCookie.indexOf(';')) });

test('a reason comes back as it was typed, for its writer and its connection only', () => {
  const headers = browserWith(keepDraft(env, draft));
  expect(readDraft(headers, env, draft)).toBe(draft.reason);
  expect(readDraft(headers, env, { ...draft, staffId: 'sam' })).toBeUndefined();
  expect(readDraft(headers, env, { ...draft, connectionId: 'two' })).toBeUndefined();
});

test('the longest reason in the widest script is no larger than a cookie may be', () => {
  const id = '7d0f5a52-0000-4000-8000-000000000001';
  const cookie = keepDraft(env, { staffId: id, connectionId: id, reason: '語'.repeat(500) });
  expect(Buffer.byteLength(cookie)).toBeLessThan(4_000);
});

test.each(['', 'no-json', 'e30', Buffer.from('[1]').toString('base64url')])(
  'a cookie that is none of ours (%j) is no reason',
  (value) => {
    const headers = new Headers({ cookie: `__Host-cw-staff-draft=${value}` });
    expect(readDraft(headers, env, draft)).toBeUndefined();
  },
);
