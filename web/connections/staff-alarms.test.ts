import { expect, it } from 'vitest';
import { alarmMessages } from '#web/messages/staff/alarms';
import manifest from '../../package.json' with { type: 'json' };

it.each(['wise_client_refused', 'client_id_changed', 'vault_key_missing'] as const)(
  'tells for %s that a changed setting counts after a stop and a start; it said to restart the vault, which keeps the old one',
  (code) => {
    const next = alarmMessages.alarms[code].next;
    expect(next).toContain('stop and start Connect Wise');
    expect(next).not.toMatch(/(then|and) restart/);
  },
);

it('names for mass_refresh_failure the way out when Wise has really ended the grants; there was none', () => {
  const named = /npm run ([\w:-]+)/.exec(alarmMessages.alarms.mass_refresh_failure.next)?.[1] ?? '';
  expect(manifest.scripts).toHaveProperty([named]);
});
