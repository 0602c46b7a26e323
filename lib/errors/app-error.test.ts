import { describe, expect, it } from 'vitest';
import { AppError, toAppError } from './app-error';
import { ERROR_CODES, isErrorCode } from './codes';

describe('AppError', () => {
  it('keeps what is answered apart from what is logged', () => {
    const error = new AppError('WISE_UNAVAILABLE', { log: 'no answer within 20000 ms from api.wise.com' });
    expect(error.title).toBe(ERROR_CODES.WISE_UNAVAILABLE.title);
    expect(error.title).not.toContain('20000');
    expect(error.status).toBe(502);
  });

  it('turns an unknown error into INTERNAL without repeating its message', () => {
    const error = toAppError(new Error('password=hunter2'));
    expect(error.code).toBe('INTERNAL');
    expect(error.message).not.toContain('hunter2');
  });

  it('has a sentence with an end for every code, and an error status', () => {
    for (const [code, { status, title }] of Object.entries(ERROR_CODES)) {
      expect(isErrorCode(code)).toBe(true);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(title).toMatch(/^[A-Z].*\.$/);
    }
    expect(isErrorCode('toString')).toBe(false);
  });
});
