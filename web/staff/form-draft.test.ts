import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { draftsOf, forgetDraft, keepDraft } from './form-draft';

const env = { APP_URL: 'https://connect.example.com' };
const olga = { staffId: 'olga', form: 'disconnect one' };
const keep = (headers: Headers, of: typeof olga, typed: Record<string, string>) =>
  keepDraft(headers, of, typed, env);
const read = (headers: Headers, { staffId, form }: typeof olga) => draftsOf(headers, { staffId }, env)(form);

const browserWith = (...setCookies: string[]) =>
  new Headers({ cookie: setCookies.map((line) => line.slice(0, line.indexOf(';'))).join('; ') });
const NEW = new Headers();

test.each([
  { reason: 'Asked by telephone – „Fall 12“ 🧾\nTwice.' },
  { channel: '', receivedOn: 'the third', reference: 'Letter 4711' },
])('what was typed comes back as it was, for its writer and its form only: %j', (typed) => {
  const headers = browserWith(...keep(NEW, olga, typed));
  expect(read(headers, olga)).toEqual(typed);
  expect(read(headers, { ...olga, staffId: 'sam' })).toEqual({});
  expect(read(headers, { ...olga, form: 'disconnect two' })).toEqual({});
});

// as much as anybody may write, and four times a reason, of every kind of script
const PROSE = [
  'Die Kundin hat am Telefon gesagt, dass ihr Rechner gestohlen wurde; Vorgang 4711, siehe Ablage. ',
  'Клиент сообщил по телефону, что компьютер украден; дело 4711, подтверждение в архиве. ',
  '客户在电话中说他的电脑昨天晚上在办公室被盗了，案件编号4711，证据在档案里，请同事核对。',
];
test.each(PROSE)('a whole note is no larger than a cookie may be: %s', (prose) => {
  const note = Array.from({ length: 99 }, (_, at) => `${at} ${prose}`)
    .join('')
    .slice(0, 2_000);
  const [cookie = ''] = keep(NEW, olga, { note });
  expect(read(browserWith(cookie), olga)).toEqual({ note });
  expect(Buffer.byteLength(cookie)).toBeLessThan(4_000);
});

test('the longest reason in the widest script, of letters that do not repeat, fits too', () => {
  const reason = Array.from({ length: 500 }, (_, at) =>
    String.fromCodePoint(0x4e00 + ((at * 7919) % 20_000)),
  ).join('');
  const [cookie = ''] = keep(NEW, olga, { reason });
  expect(read(browserWith(cookie), olga)).toEqual({ reason });
  expect(Buffer.byteLength(cookie)).toBeLessThan(4_000);
});

test.each(['', 'no-json', 'e30', Buffer.from('[1]').toString('base64url')])(
  'a cookie that is none of ours (%j) is nothing typed',
  (value) => {
    const [name] = (keep(NEW, olga, {})[0] ?? '').split('=');
    expect(name).toMatch(/^__Host-cw-draft-[0-9a-f]{16}$/);
    expect(read(new Headers({ cookie: `${name}=${value}` }), olga)).toEqual({});
  },
);

test('what was typed in two tabs into two forms is kept; what was taken is forgotten', () => {
  const two = { ...olga, form: 'disconnect two' };
  const first = keep(NEW, olga, { reason: 'first' });
  const second = keep(browserWith(...first), two, { reason: 'second' });
  const browser = browserWith(...first, ...second);
  expect([read(browser, olga), read(browser, two)]).toEqual([{ reason: 'first' }, { reason: 'second' }]);
  expect(forgetDraft(olga, env)).toMatch(/^__Host-cw-draft-[0-9a-f]{16}=;.*Max-Age=0$/);
});

const nameOf = (line: string | undefined) => line?.split('=')[0];

test('a fourth draft takes the oldest one’s place: the cookies of a request stay small', () => {
  const kept = ['a', 'b', 'c'].flatMap((form) => keep(NEW, { ...olga, form }, { reason: form }));
  const lines = keep(browserWith(...kept), { ...olga, form: 'd' }, { reason: 'd' });
  expect(lines).toHaveLength(2);
  expect(nameOf(lines[0])).toBe(nameOf(kept[0]));
  expect(lines[0]).toMatch(/Max-Age=0$/);
});

test('large drafts take each other’s place before the third: a proxy takes 8 kB of cookies', () => {
  const large = () => ({ note: randomBytes(2_400).toString('base64') });
  const first = keep(NEW, { ...olga, form: 'a' }, large());
  const lines = keep(browserWith(...first), { ...olga, form: 'b' }, large());
  expect(lines.map(nameOf)).toContain(nameOf(first[0]));
});
