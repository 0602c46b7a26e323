import { describe, expect, it } from 'vitest';
import { auditAction, auditFacts, auditReason } from './entry-text';

describe('words of the audit trail', () => {
  it('prefers what a person wrote over the reason’s code', () => {
    expect(auditReason({ reason: 'staff' }, { reason: 'Lost phone' })).toBe('Lost phone');
    expect(auditReason({ reason: 'lost_at_wise' }, null)).toBe('Wise no longer accepts the token');
    expect(auditReason({}, { reason: '' })).toBeNull();
  });

  it('says something readable for actions, reasons and details of a newer version', () => {
    expect(auditAction('connection.thawed')).toBe('Connection thawed');
    expect(auditAction('constructor')).toBe('Constructor');
    expect(auditReason({ reason: 'toString' }, null)).toBe('To string');
    expect(auditFacts({ wasStatus: 'needs_reconnect', result: 'cancelled', wasSent: false })).toEqual([
      { label: 'Was status', value: 'needs reconnecting' },
      { label: 'Result', value: 'cancelled at Wise' },
      { label: 'Was sent', value: 'no' },
    ]);
  });

  it('knows an instant, so that a page shows it in the reader’s zone', () => {
    const until = '2026-12-04T00:00:00.000Z';
    expect(auditFacts({ until })).toEqual([{ label: 'Until', value: until, at: new Date(until) }]);
    expect(auditFacts({ day: '2026-12-04' })).toEqual([{ label: 'Day', value: '2026-12-04' }]);
  });

  it('repeats nothing that the entry shows elsewhere, and nothing nested', () => {
    expect(auditFacts({ role: 'admin', reason: 'staff', by: 'staff', gone: null, deep: { a: 1 } })).toEqual(
      [],
    );
  });
});
