import type { HubSection } from './section';
import { certificates } from './sections/certificates';
import { enforcement } from './sections/enforcement';
import { ids } from './sections/ids';
import { joseKeys } from './sections/jose-keys';
import { redirectUris } from './sections/redirect-uris';
import { sca } from './sections/sca';
import { secrets } from './sections/secrets';
import { webhooks } from './sections/webhooks';

/** The cards of a client's page, in order. A room that has one adds its row here. */
export const SECTIONS: readonly HubSection[] = [
  ids,
  secrets,
  redirectUris,
  certificates,
  joseKeys,
  enforcement,
  sca,
  webhooks,
];
