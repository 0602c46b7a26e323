import { afterEach, expect, test } from 'vitest';
import { AppError } from '#lib/errors/app-error';
import type { ErrorCode } from '#lib/errors/codes';
import { createLogger } from '#lib/log/logger';
import { createListener } from './listener';

const written: string[] = [];
const log = createLogger('vault', 'info', { write: (line) => void written.push(line) });

afterEach(() => {
  written.length = 0;
});

async function refuse(code: ErrorCode): Promise<number> {
  const app = createListener('partner', log);
  app.get('/v1/thing', () => {
    throw new AppError(code);
  });
  const answer = await app.inject({ url: '/v1/thing', headers: { authorization: 'Bearer cwk_guess' } });
  await app.close();
  return answer.statusCode;
}

test.each<ErrorCode>(['API_KEY_REFUSED', 'INTERNAL_KEY_REFUSED'])(
  'a key that is refused (%s) leaves one warning with the route, and no part of the key',
  async (code) => {
    expect(await refuse(code)).toBe(401);
    expect(written.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ level: 'warn', problem: code, route: '/v1/thing', method: 'GET' }),
    ]);
    expect(written.join('')).not.toContain('cwk_');
  },
);

test('a mistake of the caller leaves none: they are told themselves', async () => {
  expect(await refuse('NOT_FOUND')).toBe(404);
  expect(written).toEqual([]);
});
