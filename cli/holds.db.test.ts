import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carryOut, readOrder, USAGE } from '#cli/holds';
import { type Database, openDatabase } from '#lib/db/client';
import { createTestDatabase, type TestDatabase } from '#test/database/test-database';

let test: TestDatabase;
let database: Database;
beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase(test.vaultUrl, { applicationName: 'test', max: 2 });
});
afterAll(async () => {
  await database.close();
  await test.drop();
});

const run = (...words: string[]) => {
  const order = readOrder(words);
  if ('problem' in order) throw new Error(order.problem);
  return carryOut(database, order, 'holds:ada');
};

describe('npm run holds', () => {
  it('places, lists and releases', async () => {
    expect(await run('list')).toEqual({ text: 'No hold was ever placed.', exitCode: 0 });
    const placed = await run('place', 'environment', 'production', '--reason', 'a laptop was stolen');
    expect(placed).toMatchObject({ exitCode: 0, text: expect.stringMatching(/^In force: /) });
    const { text } = await run('list');
    expect(text).toMatch(
      /environment production {2}IN FORCE {2}since .* by operator:holds:ada: a laptop was stolen$/,
    );
    const [id = ''] = text.split(' ');
    expect(await run('release', '--id', id, '--reason', 'it was found')).toMatchObject({ exitCode: 0 });
    expect(await run('release', '--id', id, '--reason', 'it was found')).toMatchObject({ exitCode: 1 });
    expect((await run('list')).text).toContain('released ');
  });

  it('says that a key does not exist', async () => {
    expect(await run('place', 'api_key', '0123456789abcdef', '--reason', 'x')).toMatchObject({ exitCode: 1 });
  });

  it.each([
    ['place', 'everything'],
    ['place', 'everything', 'now', '--reason', 'x'],
    ['place', 'environment', 'moon', '--reason', 'x'],
    ['place', 'everything', '--reason', ' '],
    ['release', '--reason', 'x'],
    ['release', '--id', 'x', '--reason', 'x'],
    ['list', '--reason', 'x'],
    [],
  ])('does nothing when asked to %s %s %s %s', (...words) => {
    expect(readOrder(words)).toHaveProperty('problem');
  });

  it('shows how it is used, and complains of nothing, when asked for nothing', () => {
    expect(readOrder([])).toEqual({ problem: USAGE });
  });
});
