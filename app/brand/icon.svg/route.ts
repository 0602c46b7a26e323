import { webEnv } from '#lib/env/web';

// By its name Next takes this for a metadata file and would make it while building, without configuration.
export const dynamic = 'force-dynamic';

const LINK = 'M13.4 18.6l5.2-5.2M14.7 10.2l3-3a5 5 0 0 1 7.1 7.1l-3 3M17.3 21.8l-3 3a5 5 0 0 1-7.1-7.1l3-3';

/** The tab's icon: a link on the partner's colour, on which white reads (lib/env/accent.ts). */
export function GET(): Response {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="${webEnv().PARTNER_ACCENT}"/><path d="${LINK}" fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round"/></svg>`;
  return new Response(svg, {
    headers: { 'content-type': 'image/svg+xml', 'cache-control': 'public, max-age=300' },
  });
}
