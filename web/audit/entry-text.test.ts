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

  it('repeats nothing that the entry shows elsewhere, and nothing nested', () => {
    expect(auditFacts({ role: 'admin', reason: 'staff', by: 'staff', gone: null, deep: { a: 1 } })).toEqual(
      [],
    );
  });
});
