import { beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '#lib/errors/app-error';
import type { ErrorCode } from '#lib/errors/codes';
import { Secret } from '#lib/log/secret';
import { submitCode } from './handle-callback';

const exchangeCode = vi.hoisted(() => vi.fn());
vi.mock('#web/vault-client/vault-client', () => ({ exchangeCode, CALLBACK_WAIT_MS: 10_000 }));
vi.mock('#web/http/log', () => ({ webLog: () => ({ warn: () => undefined }) }));

const submit = () =>
  submitCode(
    { audience: 'customer', token: new Secret('token') },
    {
      attemptId: '7d0f5a52-0000-4000-8000-000000000001',
      code: new Secret('code'),
      profileId: null,
    },
  );

beforeEach(() => exchangeCode.mockReset().mockResolvedValue({ state: 'connected' }));

test.each<ErrorCode>(['VAULT_UNAVAILABLE', 'DATABASE_UNAVAILABLE'])(
  'a code whose vault answers %s is submitted again: nobody else has it',
  async (code) => {
    exchangeCode.mockRejectedValueOnce(new AppError(code));
    await submit();
    expect(exchangeCode).toHaveBeenCalledTimes(2);
  },
);

test.each<ErrorCode>(['NOT_FOUND', 'NOT_SIGNED_IN', 'INTERNAL'])(
  'a vault that refuses with %s is not asked again',
  async (code) => {
    exchangeCode.mockRejectedValueOnce(new AppError(code));
    await submit();
    expect(exchangeCode).toHaveBeenCalledTimes(1);
  },
);
