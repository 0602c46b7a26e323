type CspOptions = {
  /** 16 random bytes in base64, new for each response. */
  nonce: string;
  /** React's development build evaluates code, and its overlay styles itself. */
  isDevelopment: boolean;
  /** Where else than here forms of this one answer may go: an origin. */
  formsTo?: string;
};

/**
 * The Content-Security-Policy of every response. `form-action 'self'` holds for redirects of a form too (CSP3 §6.3.1):
 * forms whose way leads off this host answer with a page instead (redirect-interstitial.ts).
 */
export function contentSecurityPolicy({ nonce, isDevelopment, formsTo }: CspOptions): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${isDevelopment ? " 'unsafe-eval'" : ''}`,
    `style-src 'self' ${isDevelopment ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${isDevelopment ? ' ws:' : ''}`,
    "object-src 'none'",
    "frame-src 'none'",
    "worker-src 'none'",
    "base-uri 'none'",
    `form-action 'self'${formsTo === undefined ? '' : ` ${formsTo}`}`,
    "frame-ancestors 'none'",
  ].join('; ');
}
