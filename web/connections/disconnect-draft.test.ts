import { expect, test } from 'vitest';
import { keepDraft, readDraft } from './disconnect-draft';

const env = { APP_URL: 'https://connect.example.com' };
const draft = {
  staffId: 'olga',
  connectionId: 'one',
  typed: { reason: 'Asked by telephone – „Fall 12“ 🧾' },
};

const browserWith = (...setCookies: string[]) =>
  new Headers({ cookie: setCookies.map((line) => line.slice(0, line.indexOf(';'))).join('; ') });
const NEW = new Headers();

test.each([draft.typed, { channel: '', receivedOn: 'the third', reference: 'Letter 4711' }])(
  'what was typed comes back as it was, for its writer and its connection only: %j',
  (typed) => {
    const headers = browserWith(...keepDraft(env, NEW, { ...draft, typed }));
    expect(readDraft(headers, env, draft)).toEqual(typed);
    expect(readDraft(headers, env, { ...draft, staffId: 'sam' })).toBeUndefined();
    expect(readDraft(headers, env, { ...draft, connectionId: 'two' })).toBeUndefined();
  },
);

test('the longest reason in the widest script is no larger than a cookie may be', () => {
  const id = '7d0f5a52-0000-4000-8000-000000000001';
  const typed = { reason: '語'.repeat(500) };
  const [cookie = ''] = keepDraft(env, NEW, { staffId: id, connectionId: id, typed });
  expect(cookie).not.toBe('');
  expect(Buffer.byteLength(cookie)).toBeLessThan(4_000);
});

test.each(['', 'no-json', 'e30', Buffer.from('[1]').toString('base64url')])(
  'a cookie that is none of ours (%j) is no reason',
  (value) => {
    const headers = new Headers({ cookie: `__Host-cw-draft-disconnect-one=${value}` });
    expect(readDraft(headers, env, draft)).toBeUndefined();
  },
);

test('reasons typed in two tabs for two connections are both kept', () => {
  const [one, two] = ['7d0f5a52-0000-4000-8000-000000000001', '8e1f5a52-0000-4000-8000-000000000002'];
  const first = keepDraft(env, NEW, { staffId: 'olga', connectionId: one, typed: { reason: 'first' } });
  const second = keepDraft(env, browserWith(...first), {
    staffId: 'olga',
    connectionId: two,
    typed: { reason: 'second' },
  });
  const browser = browserWith(...first, ...second);
  expect(readDraft(browser, env, { staffId: 'olga', connectionId: one })).toEqual({ reason: 'first' });
  expect(readDraft(browser, env, { staffId: 'olga', connectionId: two })).toEqual({ reason: 'second' });
});

test('a fourth draft takes the oldest one’s place: the cookies of a request stay small', () => {
  const kept = ['a', 'b', 'c'].flatMap((id) => keepDraft(env, NEW, { ...draft, connectionId: id }));
  const lines = keepDraft(env, browserWith(...kept), { ...draft, connectionId: 'd' });
  expect(lines).toEqual([
    expect.stringMatching(/^__Host-cw-draft-disconnect-a=;.*Max-Age=0$/),
    expect.stringMatching(/^__Host-cw-draft-disconnect-d=\w/),
  ]);
});
