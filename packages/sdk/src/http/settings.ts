import type { RetryLimits } from './retry.js';

export interface ConnectWiseOptions {
  /** Where the partner API is, such as https://vault.internal:3100. */
  url: string;
  /** `cwk_…`, as `npm run api-key -- create` printed it. */
  apiKey: string;
  /** How often, and how long at most, a request is repeated: 3 times, 20 seconds. */
  retry?: Partial<RetryLimits>;
  /** Seconds for a whole answer: 30, and 60 for calls to Wise. */
  timeoutSeconds?: number;
  /** Another `fetch`, such as undici's with a client certificate. */
  fetch?: typeof globalThis.fetch;
  /** Lets the key go over plain HTTP to another machine: only where something else encrypts, such as a service mesh. */
  allowPlainHttp?: boolean;
}

export interface Settings {
  origin: string;
  authorization: string;
  retry: RetryLimits;
  timeoutSeconds: number | undefined;
  fetch: typeof globalThis.fetch;
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
const RETRY: RetryLimits = { attempts: 4, longestWaitMs: 20_000 };

/** @throws TypeError for what cannot work; no message has the key in it */
export function settingsFrom(options: ConnectWiseOptions): Settings {
  const url = new URL(options.url);
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '') {
    throw new TypeError('url is an origin alone, such as https://vault.internal:3100');
  }
  const isEncrypted =
    url.protocol === 'https:' || LOOPBACK.test(url.hostname) || options.allowPlainHttp === true;
  if (!isEncrypted) throw new TypeError('the API key must not go over plain HTTP: use https');
  if (!/^cwk_[!-~]+$/.test(options.apiKey))
    throw new TypeError('apiKey is not an API key: it begins with cwk_');
  return {
    origin: url.origin,
    authorization: `Bearer ${options.apiKey}`,
    retry: { ...RETRY, ...options.retry },
    timeoutSeconds: options.timeoutSeconds,
    fetch: options.fetch ?? globalThis.fetch,
  };
}
