import type { Answer } from './answer';
import { gatewayProblem } from './problem';

/** The limiter's name, as openapi.yml shows it. */
const LIMITER = 'wise-public-api';

/** What a limited client is told (openapi.yml, response 429). `retryAfter` empty: no such header. */
export function tooManyRequests(retryAfter: string): Answer {
  const answer = gatewayProblem(429, 'Too Many Requests', 'Too many requests');
  const wait: Record<string, string> = retryAfter === '' ? {} : { 'Retry-After': retryAfter };
  return { ...answer, headers: { ...answer.headers, ...wait, 'X-Rate-Limited-By': LIMITER } };
}
