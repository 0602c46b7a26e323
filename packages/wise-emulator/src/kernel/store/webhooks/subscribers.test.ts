import { expect, it } from 'vitest';
import type { EmulatorEvent } from '../events/event-log';
import { Audience } from './subscribers';

const ADAS = { clientId: 'bank', userId: '1', profileId: '11' };
const OTHERS = { clientId: 'shop', userId: '1', profileId: '11' };

function note(audience: Audience, facts: object, live: readonly (typeof ADAS)[]): void {
  audience.note({ seq: 1, at: '2026-01-01T00:00:00.000Z', ...facts } as EmulatorEvent, () => live);
}

it('a user that a partner made is still known when they took their account over and the grants lived on', () => {
  const audience = new Audience();
  audience.begin([ADAS]);
  note(audience, { type: 'user.took_over', userId: '1', by: 'link', grants: 0 }, [ADAS]);
  expect(audience.knowsUser('bank', '1')).toBe(true);
  note(audience, { type: 'user.took_over', userId: '1', by: 'link', grants: 1 }, []);
  expect(audience.knowsUser('bank', '1')).toBe(false);
});

it('whoever removes one app is unknown to it alone', () => {
  const audience = new Audience();
  audience.begin([ADAS, OTHERS]);
  note(audience, { type: 'app.removed', userId: '1', clientId: 'bank', grants: 1 }, [OTHERS]);
  expect(audience.knowsProfile('bank', '11')).toBe(false);
  expect(audience.knowsProfile('shop', '11')).toBe(true);
});

it('somebody without profile is known by themselves, and the application itself is nobody', () => {
  const audience = new Audience();
  note(audience, { type: 'token.issued', clientId: 'bank', userId: null, profileId: null }, []);
  expect(audience.knowsUser('bank', '1')).toBe(false);
  note(audience, { type: 'token.issued', clientId: 'bank', userId: '1', profileId: null }, []);
  expect(audience.knowsUser('bank', '1')).toBe(true);
  expect(audience.knowsProfile('bank', '11')).toBe(false);
});
