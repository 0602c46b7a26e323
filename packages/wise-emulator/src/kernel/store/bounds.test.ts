import { expect, it } from 'vitest';
import { CappedMap } from './capped-map';
import { nanosecondTime } from './clock';
import { EventLog } from './events/event-log';
import { SignUps } from './sign-ups';
import { TokenStore } from './tokens';

it('a capped map forgets its oldest entry', () => {
  const map = new CappedMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  map.set('c', 3);
  expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([undefined, 2, 3]);
});

it('the log keeps the newest events and never reuses a seq', () => {
  const log = new EventLog(3);
  const add = (userId: string) => log.append({ type: 'user.deactivated', userId, grants: 0 }, 0);
  for (const userId of ['1', '2', '3', '4', '5']) add(userId);
  expect(log.since(0).map(({ seq }) => seq)).toEqual([3, 4, 5]);
  expect(log.since(4).map(({ seq }) => seq)).toEqual([5]);
  expect(log.newest(2).map(({ seq }) => seq)).toEqual([5, 4]);
  log.clear();
  expect(log.since(0)).toEqual([]);
  expect(add('6')).toBe(6);
  expect(log.since(0).map(({ seq }) => seq)).toEqual([6]);
});

it('thousands of grants of one connection keep at most a thousand inherited access tokens', () => {
  const tokens = new TokenStore();
  const lives = { accessSeconds: 60, refreshSeconds: 3_600 };
  const owner = { clientId: 'c', userId: 'u', profileId: 'p' };
  const { grant } = tokens.issueGrant(owner, 0, lives);
  for (let count = 0; count < 1_100; count += 1) tokens.issueGrant(owner, 0, lives);
  expect(tokens.live(0)).toHaveLength(1_001);
  expect(tokens.findAccess(grant.access.token, 0)).toBeUndefined();
  tokens.issueGrant(owner, 61_000, lives);
  expect(tokens.live(61_000)).toHaveLength(1);
});

it('ten thousand users made by API are kept; the oldest falls out, and its e-mail and code with it', () => {
  const signUps = new SignUps();
  const facts = (count: number) => ({
    clientId: 'c',
    email: `${count}@made.example`,
    registrationCode: `code ${count}`,
  });
  const first = signUps.add(facts(0)).added;
  for (let count = 1; count < 10_000; count += 1) expect(signUps.add(facts(count)).fellOut).toBeUndefined();
  expect(signUps.add(facts(10_000)).fellOut).toBe(first.userId);
  expect(signUps.find('c', first.email, first.registrationCode)).toBeUndefined();
  expect(signUps.find('c', '1@made.example', 'code 1')).toBeDefined();
  expect(signUps.all()).toHaveLength(10_000);
});

it('two grants are never equally old', () => {
  const times = Array.from({ length: 1_000 }, () => nanosecondTime(1_785_487_439_521));
  expect(new Set(times).size).toBe(1_000);
  expect([...times].sort()).toEqual(times);
});
