import { beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '#lib/errors/app-error';
import type { ErrorCode } from '#lib/errors/codes';
import { Secret } from '#lib/log/secret';
import { handOver } from './hand-over';

const exchangeCode = vi.hoisted(() => vi.fn());
vi.mock('#web/vault-client/exchange-code', () => ({ exchangeCode }));
vi.mock('#web/customers/current', () => ({ customerToken: () => 'token' }));
vi.mock('#web/http/log', () => ({ webLog: () => ({ warn: () => undefined }) }));

const hand = () =>
  handOver(new Request('http://localhost/connect/sandbox/callback'), {
    attemptId: '7d0f5a52-0000-4000-8000-000000000001',
    code: new Secret('code'),
    profileId: null,
  });

beforeEach(() => exchangeCode.mockReset().mockResolvedValue({ state: 'connected' }));

test.each<ErrorCode>(['VAULT_UNAVAILABLE', 'DATABASE_UNAVAILABLE'])(
  'a code whose vault answers %s is handed over again: nobody else has it',
  async (code) => {
    exchangeCode.mockRejectedValueOnce(new AppError(code));
    await hand();
    expect(exchangeCode).toHaveBeenCalledTimes(2);
  },
);

test.each<ErrorCode>(['NOT_FOUND', 'NOT_SIGNED_IN', 'INTERNAL'])(
  'a vault that refuses with %s is not asked again',
  async (code) => {
    exchangeCode.mockRejectedValueOnce(new AppError(code));
    await hand();
    expect(exchangeCode).toHaveBeenCalledTimes(1);
  },
);
