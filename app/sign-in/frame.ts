import type { FrameProps } from '#components/sign-in/frame';
import type { Audience } from '#lib/contract/people';
import { VERSION } from '#lib/env/version';
import { webEnv } from '#web/env/web-env';

/** What the frame of a sign-in page needs from the configuration. */
export function frameOf(audience: Audience): Omit<FrameProps, 'person'> {
  const { PARTNER_NAME, PARTNER_LOGO_FILE, PARTNER_SUPPORT_URL } = webEnv();
  return {
    audience,
    partnerName: PARTNER_NAME,
    version: VERSION,
    hasLogo: PARTNER_LOGO_FILE !== undefined,
    helpHref: PARTNER_SUPPORT_URL,
  };
}

export type Search = Promise<Record<string, string | string[] | undefined>>;
