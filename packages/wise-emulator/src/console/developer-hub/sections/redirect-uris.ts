import { html } from '#emulator/kernel/pages/html';
import { redirectUriSchema } from '#emulator/kernel/store/client-schema';
import { actAddress } from './addresses';
import type { HubSection } from './section';

/** At Wise these are agreed with its people; here whoever runs the emulator edits them. */
export const redirectUris: HubSection = {
  id: 'redirect-uris',
  title: 'Redirect URIs',
  show: ({ client }) => html`
<ul class="plain">${client.redirectUris.map((uri) => {
    return html`<li><form class="row" method="post" action="${actAddress(client, 'redirect-uris', 'remove')}">
<input type="hidden" name="uri" value="${uri}"><span><code>${uri}</code></span>
<button class="second" aria-label="Remove ${uri}">Remove</button></form></li>`;
  })}</ul>
${client.redirectUris.length === 0 && html`<p>None: nobody can be sent to the authorise page.</p>`}
<form method="post" action="${actAddress(client, 'redirect-uris', 'add')}">
<label class="field">Another one: compared byte for byte, query included; <code>http://localhost</code> and custom schemes
are fine<input name="uri" required maxlength="2000" placeholder="http://localhost:3000/wise/callback"></label>
<button class="second">Add</button></form>`,
  acts: {
    add: ({ state, client, fields }) => {
      const uri = redirectUriSchema.parse(fields.get('uri') ?? '');
      if (client.redirectUris.includes(uri)) return { kind: 'refused', text: 'It is registered already.' };
      state.clients.change(client, { redirectUris: [...client.redirectUris, uri] });
      return { kind: 'done', text: `Wise now leads back to ${uri} too.` };
    },
    remove: ({ state, client, fields }) => {
      const gone = fields.get('uri');
      state.clients.change(client, { redirectUris: client.redirectUris.filter((uri) => uri !== gone) });
      return { kind: 'done', text: `Wise leads nobody to ${gone} any more.` };
    },
  },
};
