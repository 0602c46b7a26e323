type HeaderReader = { get(name: string): string | null };

/**
 * True for a request nobody made on purpose: a browser's or Next's prefetch. Such a request to the callback would spend
 * the attempt (T-07). Proxies do not see `RSC` and `Next-Router-Prefetch` (Next takes them off), route handlers do.
 */
export function isPrefetch(headers: HeaderReader): boolean {
  const purposes = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].map((name) => headers.get(name) ?? '');
  if (purposes.some((purpose) => /prefetch|prerender|preview/i.test(purpose))) return true;
  return headers.get('next-router-prefetch') !== null || headers.get('rsc') !== null;
}
