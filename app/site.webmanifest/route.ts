import { webEnv } from '#web/env/web-env';
import { frameMessages } from '#web/messages/frame';

/**
 * The web app manifest (W3C Application Manifest), with the partner's name and colour. Browsers fetch it without
 * cookies, so it holds nothing personal. The PNG icons in public/ are for launchers that read no SVG.
 */
export function GET(): Response {
  const { PARTNER_NAME, PARTNER_ACCENT } = webEnv();
  const manifest = {
    name: frameMessages.product(PARTNER_NAME),
    short_name: PARTNER_NAME,
    id: '/dashboard',
    start_url: '/dashboard',
    scope: '/',
    display: 'browser',
    theme_color: PARTNER_ACCENT,
    background_color: '#ffffff',
    icons: [
      { src: '/brand/icon.svg', sizes: 'any', type: 'image/svg+xml' },
      { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
    ],
  };
  return new Response(JSON.stringify(manifest), {
    headers: { 'content-type': 'application/manifest+json', 'cache-control': 'public, max-age=300' },
  });
}
