import { beforeAll, describe, expect, test, vi } from 'vitest';
import { AppError } from '#lib/errors/app-error';
import { answerForm } from './answer';

const SECRET = 'a secret of the tests, long enough to pass';
const RETURN_TO = '/connections/7d0f5a52-0000-4000-8000-000000000001';

beforeAll(() => {
  vi.stubEnv('DATABASE_URL', 'postgresql://127.0.0.1:1/none');
  vi.stubEnv('NEXTAUTH_SECRET', SECRET);
  vi.stubEnv('VAULT_INTERNAL_KEY', SECRET);
  vi.stubEnv('WISE_SANDBOX_CLIENT_ID', 'test-client');
  vi.stubEnv('SMTP_URL', 'smtp://127.0.0.1:1');
  vi.stubEnv('LOG_LEVEL', 'silent');
});

const answerTo = (thrown: unknown) =>
  answerForm(
    new Request('http://localhost:3000/act', { method: 'POST' }),
    { audience: 'customer', returnTo: RETURN_TO },
    () => Promise.reject(thrown),
  );

describe('a form whose act fails', () => {
  test.each([
    ['nobody answers', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
    ['the server goes down', Object.assign(new Error('shutdown'), { code: '57P01' })],
    ['no connection comes free', new Error('timeout exceeded when trying to connect')],
  ])('because the database is away (%s) says so, and when to come back', async (_case, failure) => {
    const answer = await answerTo(failure);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const page = await answer.text();
    expect(page).toContain('We can’t load your information right now.');
    expect(page).toContain(`href="${RETURN_TO}"`);
  });

  test('by a mistake of ours says nothing of what it was', async () => {
    const answer = await answerTo(Object.assign(new Error('no such column (secret)'), { code: '42703' }));
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('column');
  });

  test('for want of a sign-in leads to it and back', async () => {
    const answer = await answerTo(new AppError('SIGN_IN_TOO_OLD'));
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(
      `/sign-in?${new URLSearchParams({ return: RETURN_TO, again: '1' })}`,
    );
  });
});
