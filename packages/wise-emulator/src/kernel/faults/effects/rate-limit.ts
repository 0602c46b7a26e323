import { tooManyRequests } from '#emulator/kernel/http/too-many-requests';
import type { FaultEffect } from './effect';

/** 429, with whatever `Retry-After` was asked for. */
export const rateLimit: FaultEffect = {
  answer: ({ retryAfter = '5' }) => tooManyRequests(retryAfter),
};
