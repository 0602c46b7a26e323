import { expect, it } from 'vitest';
import { auditMessages } from '#web/messages/audit';
import { ACTIVITY_SUBJECTS } from './activity-filter';

it('whatever is in the trail is found by one of the subjects', () => {
  const words = new Set(Object.keys(auditMessages.actions).map((action) => action.split('.')[0]));
  expect(Object.values(ACTIVITY_SUBJECTS).flat().sort()).toEqual([...words].sort());
});
