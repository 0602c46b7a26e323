import { describe, expect, it } from 'vitest';
import { redirectInterstitial } from './redirect-interstitial';

const page = (href: string, partnerName = 'Example Bank') =>
  redirectInterstitial({
    host: new URL(href).host,
    href,
    nonce: 'bm9uY2U=',
    why: 'You agree there.',
    partnerName,
  });

describe('the page before another host', () => {
  it('names the host, links to it and goes there by itself, without a script', async () => {
    const html = await page('https://wise.com/oauth/authorize/?client_id=a&state=b').text();
    const address = 'https://wise.com/oauth/authorize/?client_id=a&amp;state=b';
    expect(html).toContain('<h1>Taking you to wise.com</h1>');
    expect(html).toContain(`<a href="${address}">Continue to wise.com</a>`);
    expect(html).toContain(`<meta http-equiv="refresh" content="0; url=${address}">`);
    expect(html).toContain('<style nonce="bm9uY2U=">');
    expect(html).not.toContain('<script');
  });

  it('is not stored, and its address (with a one-time state) is not sent on', async () => {
    const answer = page('https://wise.com/');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(await answer.text()).toContain('<meta name="referrer" content="no-referrer">');
  });

  it('shows names as text', async () => {
    const html = await page('https://wise.com/', `<img src=x onerror="alert('1')">`).text();
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;');
  });

  it('leads nowhere but the web', () => {
    expect(() => page('javascript:alert(1)')).toThrow('not a web address');
    expect(() => page('data:text/html,x')).toThrow('not a web address');
  });
});
