import { accentOnDark } from '#web/env/accent';
import { webEnv } from '#web/env/web-env';

/**
 * The partner's one colour, as a stylesheet of its own: the policy allows neither style attributes nor inline styles
 * without a nonce. Light on white, dark on the dark surface; both checked at the start (web/env/accent.ts).
 */
export function GET(): Response {
  const light = webEnv().PARTNER_ACCENT;
  const dark = accentOnDark(light);
  const css = `:root{--accent:${light}}@media(prefers-color-scheme:dark){:root{--accent:${dark}}}`;
  return new Response(css, {
    headers: { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=300' },
  });
}
