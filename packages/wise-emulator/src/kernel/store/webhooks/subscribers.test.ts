import { expect, it } from 'vitest';
import type { EmulatorEvent } from '../events/event-log';
import { Subscribers } from './subscribers';

const ADAS = { clientId: 'bank', userId: '1', profileId: '11' };
const OTHERS = { clientId: 'shop', userId: '1', profileId: '11' };

function note(subscribers: Subscribers, facts: object, live: readonly (typeof ADAS)[]): void {
  subscribers.note({ seq: 1, at: '2026-01-01T00:00:00.000Z', ...facts } as EmulatorEvent, () => live);
}

it('a user that a partner made is still known when they took their account over and the grants lived on', () => {
  const subscribers = new Subscribers();
  subscribers.begin([ADAS]);
  note(subscribers, { type: 'user.took_over', userId: '1', by: 'link', grants: 0 }, [ADAS]);
  expect(subscribers.knowsUser('bank', '1')).toBe(true);
  note(subscribers, { type: 'user.took_over', userId: '1', by: 'link', grants: 1 }, []);
  expect(subscribers.knowsUser('bank', '1')).toBe(false);
});

it('whoever removes one app is unknown to it alone', () => {
  const subscribers = new Subscribers();
  subscribers.begin([ADAS, OTHERS]);
  note(subscribers, { type: 'app.removed', userId: '1', clientId: 'bank', grants: 1 }, [OTHERS]);
  expect(subscribers.knowsProfile('bank', '11')).toBe(false);
  expect(subscribers.knowsProfile('shop', '11')).toBe(true);
});

it('somebody without profile is known by themselves, and the application itself is nobody', () => {
  const subscribers = new Subscribers();
  note(subscribers, { type: 'token.issued', clientId: 'bank', userId: null, profileId: null }, []);
  expect(subscribers.knowsUser('bank', '1')).toBe(false);
  note(subscribers, { type: 'token.issued', clientId: 'bank', userId: '1', profileId: null }, []);
  expect(subscribers.knowsUser('bank', '1')).toBe(true);
  expect(subscribers.knowsProfile('bank', '11')).toBe(false);
});
