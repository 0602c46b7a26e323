import { describe, expect, it } from 'vitest';
import { checkLabel, healthText, staffReceipt } from './health-text';

describe('texts for the staff', () => {
  it('does not blame the connection for an outage at Wise', () => {
    const text = healthText({ status: 'active', reason: null, lastCheck: 'unavailable' });
    expect(text).toContain('says nothing about the connection');
  });

  it.each(['lost_at_wise', 'replaced', 'user_deactivated'] as const)(
    'says what the customer has to do when %s',
    (reason) => {
      expect(healthText({ status: 'needs_reconnect', reason, lastCheck: null })).toMatch(/connect again/);
    },
  );

  it('says of a withdrawal that the customer made it, and how', () => {
    const ended = { status: 'disconnected', reason: 'customer', lastCheck: null } as const;
    expect(healthText(ended)).toContain('The customer disconnected.');
    expect(healthText(ended, { channel: 'in_person' })).toContain(
      'The customer withdrew their consent in person.',
    );
  });

  it('calls a disconnect cancelled only when Wise confirmed it', () => {
    expect(staffReceipt('cancelled', false).tone).toBe('good');
    for (const result of ['unconfirmed', 'pending', null, 'something new']) {
      expect(staffReceipt(result, true).tone).toBe('warn');
    }
  });

  it('does not call a grant that Wise had ended harmless while a token of it may still work', () => {
    expect(staffReceipt('ended_at_wise', true).tone).toBe('warn');
    expect(staffReceipt('ended_at_wise', false).tone).toBe('good');
  });

  it('never calls an unknown check healthy', () => {
    expect(checkLabel({ status: 'active', lastCheck: 'toString' })).toBe('Unknown');
    expect(checkLabel({ status: 'active', lastCheck: null })).toBeNull();
  });

  it('does not call a connection healthy that has ended since its last check', () => {
    expect(checkLabel({ status: 'active', lastCheck: 'healthy' })).toBe('Healthy');
    expect(checkLabel({ status: 'disconnected', lastCheck: 'healthy' })).toBeNull();
  });
});
