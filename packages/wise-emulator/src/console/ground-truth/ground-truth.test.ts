import { describe, expect, it } from 'vitest';
import { EventLog } from '#emulator/kernel/store/events/event-log';
import { ADA, emulatorForTests, exchangeOf, refreshOf } from '#testing/emulator-for-tests';
import { eventually } from '#testing/eventually';
import { eventBatches, toLines } from './event-lines';
import { factsOfKind, readGroundTruth } from './read-ground-truth';

const wise = emulatorForTests();
const truth = () => readGroundTruth(wise.get().url);

describe('ground truth', () => {
  it('has every code, grant, refresh and live token, with its time', async () => {
    const started = Date.now();
    const { code } = await wise.consent();
    const unused = await wise.consent();
    const first = (await wise.token(exchangeOf(code))).body;
    await wise.control('PUT', '/settings', { rotateRefreshTokens: true });
    const second = (await wise.token(refreshOf(first.refresh_token))).body;
    const application = (await wise.token({ grant_type: 'client_credentials' })).body;

    const facts = await truth();
    const owner = { clientId: 'test-app', ...ADA };
    expect(factsOfKind(facts, 'code')).toMatchObject([
      { code, ...owner, isOpen: false },
      { code: unused.code, ...owner, isOpen: true },
    ]);
    expect(factsOfKind(facts, 'grant')).toMatchObject([
      {
        ...owner,
        grantType: 'authorization_code',
        accessToken: first.access_token,
        refreshToken: first.refresh_token,
      },
    ]);
    expect(factsOfKind(facts, 'refresh')).toMatchObject([
      {
        ...owner,
        accessToken: second.access_token,
        refreshToken: second.refresh_token,
        previousAccessToken: first.access_token,
        replacedRefreshToken: first.refresh_token,
      },
    ]);
    expect(factsOfKind(facts, 'application')).toMatchObject([{ accessToken: application.access_token }]);
    expect(factsOfKind(facts, 'live')).toMatchObject([
      { ...owner, accessToken: second.access_token, refreshToken: second.refresh_token, accessLive: true },
      { userId: null, accessToken: application.access_token, refreshLive: false },
    ]);
    for (const fact of facts) {
      const at = 'at' in fact ? Date.parse(fact.at) : Number.NaN;
      expect(at).toBeGreaterThanOrEqual(started);
      expect(at).toBeLessThanOrEqual(Date.now());
    }
  });

  it('forgets what died', async () => {
    const { body } = await wise.token(exchangeOf((await wise.consent()).code));
    await wise.control('POST', `/users/${ADA.userId}/remove-app`, { clientId: 'test-app' });
    const facts = await truth();
    expect(factsOfKind(facts, 'live')).toEqual([]);
    expect(factsOfKind(facts, 'grant')).toMatchObject([{ accessToken: body.access_token }]);
  });

  it('is empty after a reset', async () => {
    await wise.consent();
    await wise.control('POST', '/reset');
    expect(await truth()).toEqual([]);
  });
});

async function linesOf(path: string): Promise<{ seq: number; type: string }[]> {
  const response = await fetch(`${wise.get().url}/__emulator${path}`);
  expect(response.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
  const lines = (await response.text()).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line));
}

describe('the log as lines', () => {
  it('is the same as the log, from where it is asked for', async () => {
    for (let request = 0; request < 1_200; request += 1) {
      wise.get().state.log.append({ type: 'app.removed', userId: '1', clientId: 'c', grants: request }, 0);
    }
    const all = (await wise.control('GET', '/log')).body as { seq: number }[];
    expect(await linesOf('/log.ndjson')).toEqual(all);
    const from = all[1_100]?.seq ?? 0;
    expect(await linesOf(`/log.ndjson?since=${from}`)).toEqual(all.slice(1_101));
    expect((await fetch(`${wise.get().url}/__emulator/log.ndjson?since=x`)).status).toBe(400);
  });

  it('goes on with what happens when it is followed', async () => {
    await wise.consent();
    const leave = new AbortController();
    const response = await fetch(`${wise.get().url}/__emulator/log.ndjson?follow`, { signal: leave.signal });
    let text = '';
    const read = async () => {
      const decoder = new TextDecoder();
      for await (const chunk of response.body ?? []) text += decoder.decode(chunk);
    };
    const reading = read().catch(() => undefined);
    await eventually(() => expect(text).toContain('authorise.code_issued'));
    await wise.control('POST', `/users/${ADA.userId}/deactivate`);
    await eventually(() => expect(text).toContain('user.deactivated'));
    leave.abort();
    await reading;
  });

  it('says how many events it had no room for', async () => {
    const log = new EventLog(3);
    for (let event = 0; event < 5; event += 1)
      log.append({ type: 'user.deactivated', userId: '1', grants: 0 }, 0);
    const lines: string[] = [];
    for await (const line of toLines(eventBatches(log, 0))) lines.push(...line.trimEnd().split('\n'));
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { type: 'log.lost', events: 2 },
      { seq: 3 },
      { seq: 4 },
      { seq: 5 },
    ]);
  });

  it('holds a few events at a time, however many there are', async () => {
    const log = new EventLog();
    for (let event = 0; event < 50_000; event += 1)
      log.append({ type: 'user.deactivated', userId: '1', grants: 0 }, 0);
    const batches = eventBatches(log, 0);
    const { value } = await batches.next();
    expect(value?.length).toBeLessThan(1_000);
    // a reader that leaves lets go of it
    expect(await batches.return(undefined)).toMatchObject({ done: true });
  });
});

it('the log tells a subscriber every event as it happens, over a reset, until they end it', () => {
  const { log } = wise.get().state;
  const told: string[] = [];
  const end = log.subscribe(({ type }) => told.push(type));
  log.append({ type: 'user.reactivated', userId: '1' }, 0);
  log.clear();
  log.append({ type: 'user.deactivated', userId: '1', grants: 0 }, 0);
  end();
  log.append({ type: 'user.reactivated', userId: '1' }, 0);
  expect(told).toEqual(['user.reactivated', 'user.deactivated']);
});
