import { describe, expect, it } from 'vitest';
import { emulatorForTests } from '#testing/emulator-for-tests';
import type { FaultRequest } from '../store/faults/fault-schema';
import { SeededPrng } from '../store/faults/prng';

const wise = emulatorForTests();
const DOWN = { kind: 'answer', status: 503 } as const;

const inject = async (fault: FaultRequest) => {
  expect((await wise.control('POST', '/faults', fault)).status).toBe(200);
};

/** 1 for each request that was spoiled, in order. */
async function spoiled(requests: number): Promise<string> {
  let row = '';
  for (let request = 0; request < requests; request += 1) {
    row += (await wise.call('/v1/me')).status === 503 ? '1' : '0';
  }
  return row;
}

describe('which requests a fault spoils', () => {
  it('by number: lets some pass, spoils some, and is spent', async () => {
    await inject({ endpoint: 'me', skip: 2, count: 3, ...DOWN });
    expect(await spoiled(7)).toBe('0011100');
  });

  it('all of them until it is cleared', async () => {
    await inject({ endpoint: 'me', count: 'all', ...DOWN });
    expect(await spoiled(4)).toBe('1111');
    expect((await wise.control('GET', '/faults')).body).toMatchObject([{ remaining: 'all', count: 'all' }]);
    await wise.control('DELETE', '/faults');
    expect(await spoiled(1)).toBe('0');
  });

  it('until its time is over, by the emulator’s clock', async () => {
    await inject({ endpoint: 'me', count: 'all', forSeconds: 600, ...DOWN });
    wise.passSeconds(590);
    expect(await spoiled(2)).toBe('11');
    wise.passSeconds(601);
    expect(await spoiled(2)).toBe('00');
  });

  it('by chance: the same seed takes the same decisions, another one others, and the log tells both', async () => {
    const fault = { endpoint: 'me', count: 'all', probability: 0.4, ...DOWN } as const;
    const runs: string[] = [];
    for (const seed of [7, 7, 8]) {
      await wise.control('POST', '/reset');
      await inject({ ...fault, seed });
      runs.push(await spoiled(40));
    }
    expect(runs[0]).toBe(runs[1]);
    expect(runs[2]).not.toBe(runs[0]);
    const prng = new SeededPrng(8);
    const expected = Array.from({ length: 40 }, () => prng.next());
    expect(runs[2]).toBe(expected.map((draw) => (draw < 0.4 ? '1' : '0')).join(''));
    const told = wise
      .get()
      .state.log.since(0)
      .flatMap((event) => ('draw' in event ? [event] : []));
    expect(told.map(({ seed, draw }) => [seed, draw])).toEqual(expected.map((draw) => [8, draw]));
    expect(told.map(({ type }) => (type === 'fault.applied' ? '1' : '0')).join('')).toBe(runs[2]);
  });

  it('by chance without a seed: one is made up and told, so that it can be played again', async () => {
    await inject({ endpoint: 'me', count: 'all', probability: 0.5, ...DOWN });
    const first = await spoiled(30);
    const [{ seed }] = (await wise.control('GET', '/faults')).body as [{ seed: number }];
    await wise.control('DELETE', '/faults');
    await inject({ endpoint: 'me', count: 'all', probability: 0.5, seed, ...DOWN });
    expect(await spoiled(30)).toBe(first);
  });

  it('spreads evenly', () => {
    const prng = new SeededPrng(1);
    const tenths = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 10_000; draw += 1) {
      const tenth = Math.floor(prng.next() * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const count of tenths) {
      expect(count).toBeGreaterThan(900);
      expect(count).toBeLessThan(1100);
    }
  });
});

describe('a star', () => {
  const answers = async () => ({
    refresh: (await wise.token({ grant_type: 'refresh_token', refresh_token: 'x' })).status,
    application: (await wise.token({ grant_type: 'client_credentials' })).status,
    me: (await wise.call('/v1/me')).status,
    authorise: (await fetch(`${wise.get().url}/oauth/authorize`)).status,
  });

  it('stands for every grant, for everything of Wise, and not for the control page', async () => {
    await inject({ endpoint: 'token:*', count: 'all', kind: 'answer', status: 503, body: '{}' });
    expect(await answers()).toEqual({ refresh: 503, application: 503, me: 401, authorise: 400 });
    await wise.control('DELETE', '/faults');
    await inject({ endpoint: '*', count: 'all', kind: 'answer', status: 503, body: '{}' });
    expect(await answers()).toEqual({ refresh: 503, application: 503, me: 503, authorise: 503 });
    expect((await fetch(`${wise.get().url}/__emulator`)).status).toBe(200);
  });

  it('needs something to stand for', async () => {
    const { status, body } = await wise.control('POST', '/faults', { endpoint: 'tokens:*', kind: 'drop' });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('token:refresh_token');
  });
});

describe('a fault that makes no sense is refused:', () => {
  it.each([
    ['a spoiled answer before the effect', { kind: 'malformed-json', when: 'before' }, 'only after'],
    ['a field of another kind', { kind: 'drop', body: 'x' }, 'not for kind'],
    ['a clock without its offset', { kind: 'clock' }, 'needs offsetSeconds'],
    ['a status without it', { kind: 'status' }, 'needs status'],
    ['no chance at all', { kind: 'drop', probability: 0 }, 'probability'],
    ['a seed that is none', { kind: 'drop', seed: -1 }, 'seed'],
    ['a retry-after of two lines', { kind: 'rate-limit', retryAfter: '1\r\nx: y' }, 'retryAfter'],
  ])('%s', async (_what, fault, words) => {
    const { status, body } = await wise.control('POST', '/faults', { endpoint: 'me', ...fault });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain(words);
  });
});
