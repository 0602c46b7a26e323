import { webEnv } from '#web/env/web-env';
import { iconSvg } from '../icon-drawing';

// By its name Next takes this for a metadata file and would make it while building, without configuration.
export const dynamic = 'force-dynamic';

/** The tab's icon, on the partner's colour, on which white reads (web/env/accent.ts). */
export function GET(): Response {
  return new Response(iconSvg(webEnv().PARTNER_ACCENT), {
    headers: { 'content-type': 'image/svg+xml', 'cache-control': 'public, max-age=300' },
  });
}
