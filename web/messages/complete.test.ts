import { describe, expect, expectTypeOf, it } from 'vitest';
import { CONNECTION_REASONS, EXCHANGE_REASONS } from '#lib/contract/connections';
import { ALARM_CODES, type AlarmCode, NOTICE_KINDS, type NoticeKind } from '#lib/contract/notifications';
import { auditMessages } from './audit';
import { mailMessages } from './mail';
import { alarmMessages } from './staff/alarms';

const { alarms } = alarmMessages;
const { notices } = mailMessages;
const { reasons } = auditMessages;

describe('a message for each word of the contract', () => {
  it.each<[string, object, readonly string[]]>([
    ['alarm', alarms, ALARM_CODES],
    ['notice', notices, NOTICE_KINDS],
    ['reason', reasons, [...new Set([...CONNECTION_REASONS, ...EXCHANGE_REASONS])]],
  ])('is there for every %s, and for no other', (_what, table, words) => {
    expect(Object.keys(table).sort()).toEqual([...words].sort());
  });

  // Held by the compiler: an `@ts-expect-error` that has no error below it does not compile.
  it('is asked for by the compiler: a table that lacks one does not compile', () => {
    expectTypeOf<keyof typeof alarms>().toEqualTypeOf<AlarmCode>();
    expectTypeOf<keyof typeof notices>().toEqualTypeOf<NoticeKind>();
    const { mail_unavailable: _alarm, ...fewerAlarms } = alarms;
    // @ts-expect-error an alarm without its message
    const allAlarms: typeof alarms = fewerAlarms;
    const { receipt: _notice, ...fewerNotices } = notices;
    // @ts-expect-error a notice without its message
    const allNotices: typeof notices = fewerNotices;
    const { unreadable_answer: _reason, ...fewerReasons } = reasons;
    // @ts-expect-error a reason without its message
    const allReasons: typeof reasons = fewerReasons;
    expect([allAlarms, allNotices, allReasons]).toHaveLength(3);
  });
});
