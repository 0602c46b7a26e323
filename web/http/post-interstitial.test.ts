import { describe, expect, it } from 'vitest';
import { postInterstitial } from './post-interstitial';

const page = (fields: Record<string, string> = { ott: 'a-token' }) =>
  postInterstitial({
    to: new URL('https://wise.com/approve-api-action/'),
    fields,
    nonce: 'bm9uY2U=',
    why: 'You approve there.',
    partnerName: 'Example Bank',
  });

describe('the page whose form leads to another host', () => {
  it('names the host, and carries its fields in a form, never in an address', async () => {
    const html = await page().text();
    expect(html).toContain('<h1>Taking you to wise.com</h1>');
    expect(html).toContain('<form method="post" action="https://wise.com/approve-api-action/">');
    expect(html).toContain('<input type="hidden" name="ott" value="a-token">');
    expect(html).toContain('<button>Continue to wise.com</button>');
    expect(html).not.toMatch(/(href|url)="?[^">]*a-token/);
    expect(html.match(/<script[^>]*>/g)).toEqual(['<script nonce="bm9uY2U=">']);
  });

  it('is not stored, and says no more of where it came from than the origin', () => {
    expect(page().headers.get('cache-control')).toBe('no-store');
    expect(page().headers.get('referrer-policy')).toBe('strict-origin');
  });

  it('writes what it carries as text', async () => {
    const html = await page({ ott: '"><script>alert(1)</script>' }).text();
    expect(html).toContain('value="&quot;&gt;&lt;script&gt;');
  });
});
