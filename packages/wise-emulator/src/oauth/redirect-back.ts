/**
 * The registered redirect URI, byte for byte as it is, with parameters joined to it (by `&` when it already has a
 * query). Undefined values are left out.
 */
export function appendQuery(redirectUri: string, params: Record<string, string | undefined>): string {
  const pairs = Object.entries(params)
    .filter((pair): pair is [string, string] => pair[1] !== undefined)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  if (pairs.length === 0) return redirectUri;
  const joint = !redirectUri.includes('?') ? '?' : /[?&]$/.test(redirectUri) ? '' : '&';
  return redirectUri + joint + pairs.join('&');
}
