import { html } from '#emulator/kernel/pages/html';
import type { HubSection } from './section';

/** What the partner's app is called by. */
export const ids: HubSection = {
  id: 'ids',
  title: 'Client',
  show: ({ client }) => html`
<dl class="facts">
<dt>Client id</dt><dd><code>${client.clientId}</code></dd>
<dt>Client key</dt><dd><code>${client.clientKey}</code></dd>
</dl>
<p class="quiet">Sign in at the token endpoint with the id and a secret. The key stands in the addresses of webhook
subscriptions; at Wise it is not always the client id.</p>`,
  acts: {},
};
