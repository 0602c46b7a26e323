import { tooManyRequests } from '#emulator/http/too-many-requests';
import type { Spoiler } from './spoiler';

/** 429, with whatever `Retry-After` was asked for. */
export const rateLimit: Spoiler = {
  answer: ({ retryAfter = '5' }) => tooManyRequests(retryAfter),
};
