import { expect, it } from 'vitest';
import { auditMessages } from '#web/messages/audit';
import { ACTIVITY_SUBJECTS, parseActivityFilter, unfitting } from './activity-filter';

it('whatever is in the trail is found by one of the subjects', () => {
  const words = new Set(Object.keys(auditMessages.actions).map((action) => action.split('.')[0]));
  expect(Object.values(ACTIVITY_SUBJECTS).flat().sort()).toEqual([...words].sort());
});

it('keeps what was mistyped: left out, it would show the acts of all as those of one', () => {
  const connection = '00000000-0000-4000-8000-00000000000';
  const params = { actor: 'nobody', connection, network: 'home', customer: ' ', staff: `${connection}0` };
  expect(unfitting(params, parseActivityFilter(params))).toEqual({ connection, network: 'home' });
});
