import type { HubSection } from './section';
import { enforcement } from './sections/enforcement';
import { ids } from './sections/ids';
import { redirectUris } from './sections/redirect-uris';
import { secrets } from './sections/secrets';
import { webhooks } from './sections/webhooks';

/** The cards of a client's page, in order. A room that has one adds its row here. */
export const SECTIONS: readonly HubSection[] = [ids, secrets, redirectUris, enforcement, webhooks];
