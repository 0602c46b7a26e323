import { describe, expect, it } from 'vitest';
import { readEvent } from './read-event';
import { readWiseTime } from './wise-time';

const bodyOf = (type: string, data: string) =>
  Buffer.from(
    `{"data":${data},"subscription_id":"s","event_type":"${type}","schema_version":"2.0.0","sent_at":"2026-11-28T10:00:09Z"}`,
  );
const read = (type: string, data: string) => readEvent(bodyOf(type, data));

describe('the time that orders events of a type (U8)', () => {
  const wrong = '"occurred_at":"2026-11-28T10:00:01Z"';
  it.each([
    ['transfers#state-change', `{${wrong}}`, '01'],
    ['recipients#state-change', `{${wrong},"resource":{"occurred_at":"2026-11-28T10:00:02Z"}}`, '02'],
    [
      'account-details-order#order-state-change',
      `{${wrong},"modification_time":"2026-11-28T10:00:03Z"}`,
      '03',
    ],
    ['partner-support#case-changed', `{${wrong},"resource":{"updatedAt":"2026-11-28T10:00:04Z"}}`, '04'],
    // its older schema has the usual field
    ['partner-support#case-changed', `{${wrong}}`, '01'],
    ['kyc-reviews#state-change', '{"resource":{"updatedAt":"2026-11-28T10:00:05.5"}}', '05.5'],
    ['something#new', `{${wrong}}`, '01'],
    ['constructor', `{${wrong}}`, '01'],
    ['users#state-change', '{"occurred_at":"2026-11-28 at noon"}', '09'],
  ])('%s', (type, data, seconds) => {
    expect(read(type, data)?.occurredAt).toEqual(readWiseTime(`2026-11-28T10:00:${seconds}Z`));
  });
});

it('no digit of a 64-bit id is lost', () => {
  const event = read(
    'users#state-change',
    '{"resource":{"id":9007199254740993101,"type":"user"},"current_state":"DEACTIVATED"}',
  );
  expect(event?.fact).toMatchObject({
    subject: 'user',
    subjectId: '9007199254740993101',
    value: 'deactivated',
  });
});

it.each([
  ['users#state-change', 'user', 'state', ''],
  ['profiles#state-change', 'profile', 'state', ''],
  ['profiles#verification-state-change', 'profile', 'verification', ''],
  ['profiles#cdd-check-state-change', 'profile', 'cdd', ''],
])('%s says a fact about a %s', (type, subject, fact, reference) => {
  expect(read(type, '{"resource":{"id":5},"current_state":"SOME_STATE"}')?.fact).toEqual({
    subject,
    subjectId: '5',
    fact,
    reference,
    value: 'some_state',
    dueAt: null,
  });
});

it('a review has an id of its own, a profile and a deadline', () => {
  const data =
    '{"resource":{"id":"r-1","profileId":5,"state":"WAITING_CUSTOMER_INPUT","requiredBy":"2026-12-24T00:00:00"}}';
  expect(read('kyc-reviews#state-change', data)?.fact).toEqual({
    subject: 'profile',
    subjectId: '5',
    fact: 'kyc',
    reference: 'r-1',
    value: 'waiting_customer_input',
    dueAt: readWiseTime('2026-12-24T00:00:00Z'),
  });
});

it.each([
  ['no JSON', 'nonsense'],
  ['no object', '[]'],
  ['null', 'null'],
  ['no type', '{"data":{}}'],
  ['a key twice', '{"event_type":"a","event_type":"b"}'],
  ['NUL', '{"event_type":"a\\u0000"}'],
  ['a lone surrogate', '{"event_type":"\\ud800"}'],
  ['no UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
  ['deep nesting', '['.repeat(200_000)],
])('%s is no event, and nothing is thrown', (_what, body) => {
  expect(readEvent(Buffer.from(body))).toBeUndefined();
});

it.each([
  '{"current_state":"DEACTIVATED"}',
  '{"resource":{"id":"x"},"current_state":"DEACTIVATED"}',
  '{"resource":{"id":1e3},"current_state":"DEACTIVATED"}',
  '{"resource":{"id":5},"current_state":null}',
  '{"resource":null}',
  'null',
])('an event whose data is not as documented is kept without an effect: %s', (data) => {
  const event = read('users#state-change', data);
  expect(event?.type).toBe('users#state-change');
  expect(event?.fact).toBeUndefined();
});

describe('times', () => {
  it.each([
    ['2021-08-23T10:12:50Z', '2021-08-23T10:12:50.000000Z'],
    ['2021-08-23T10:12:50.123Z', '2021-08-23T10:12:50.123000Z'],
    ['2024-09-03T16:29:41.203225146', '2024-09-03T16:29:41.203225Z'],
    ['2024-09-03T18:29:41+02:00', '2024-09-03T16:29:41.000000Z'],
    ['2024-09-03T18:29:41.5+0200', '2024-09-03T16:29:41.500000Z'],
  ])('%s', (text, expected) => {
    expect(readWiseTime(text)?.text).toBe(expected);
  });

  it.each([
    '',
    '2021-08-23',
    '2021-13-40T10:12:50Z',
    '0000-01-01T00:00:00Z',
    '+275760-09-13T00:00:00Z',
    5,
    null,
  ])('%s is none', (value) => {
    expect(readWiseTime(value)).toBeUndefined();
  });
});
