import { tooManyRequests } from '#emulator/kernel/http/too-many-requests';
import type { Spoiler } from './effect';

/** 429, with whatever `Retry-After` was asked for. */
export const rateLimit: Spoiler = {
  answer: ({ retryAfter = '5' }) => tooManyRequests(retryAfter),
};
