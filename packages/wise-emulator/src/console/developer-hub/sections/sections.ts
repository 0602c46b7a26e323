import { certificates } from './certificates';
import { enforcement } from './enforcement';
import { ids } from './ids';
import { joseKeys } from './jose-keys';
import { redirectUris } from './redirect-uris';
import { sca } from './sca';
import { secrets } from './secrets';
import type { HubSection } from './section';
import { webhooks } from './webhooks';

/** The cards of a client's page, in order. A module that has one adds its row here. */
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
