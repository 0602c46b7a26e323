import { html } from '#emulator/kernel/pages/html';
import { type ClientSecret, MOST_LIVE_SECRETS } from '#emulator/kernel/store/client-secrets';
import type { RegisteredClient } from '#emulator/kernel/store/clients';
import { actAddress } from './addresses';
import { revokeSecret, rotateSecret } from './rotate-secret';
import type { HubSection } from './section';
import { utc } from './utc';

const GRACES = [
  ['0', 'at once'],
  ['300', 'in 5 minutes'],
  ['3600', 'in an hour'],
  ['86400', 'in a day'],
] as const;

/** Two secrets overlap while a partner changes over, then the older one is revoked. */
export const secrets: HubSection = {
  id: 'secrets',
  title: 'Client secrets',
  show: ({ client, now }) => {
    const live = client.secrets.live(now);
    return html`
${live.length === 0 && html`<p>No secret is live: every token request of this client is refused.</p>`}
<ul class="plain">${live.map((secret) => html`<li>${secretRow(client, secret)}</li>`)}</ul>
${
  live.length < MOST_LIVE_SECRETS
    ? html`<form method="post" action="${actAddress(client, 'secrets', 'rotate')}">
<p class="quiet">A new secret is shown once. The one before it stays live until you revoke it.</p>
<button>Rotate the secret</button></form>`
    : html`<p class="quiet">Two secrets are live. Revoke one before you make another.</p>`
}`;
  },
  acts: {
    rotate: ({ state, client }) => {
      const made = rotateSecret(state, client);
      return made
        ? { kind: 'shown-once', text: 'The new client secret. It is not shown again:', value: made.value }
        : { kind: 'refused', text: 'Two secrets are live. Revoke one before you make another.' };
    },
    revoke: ({ state, client, fields }) => {
      const grace = GRACES.find(([seconds]) => seconds === fields.get('grace'));
      const [seconds, when] = grace ?? GRACES[0];
      return revokeSecret(state, client, fields.get('secret') ?? '', Number(seconds))
        ? { kind: 'done', text: `The secret ends ${when}.` }
        : { kind: 'refused', text: 'This secret is not live any more.' };
    },
  },
};

function secretRow(client: RegisteredClient, { id, value, createdAt, endsAt }: ClientSecret) {
  const made = createdAt === null ? 'came with the client' : `made ${utc(createdAt)}`;
  const end = endsAt === null ? '' : ` · ends ${utc(endsAt)}`;
  return html`<form class="row wrap" method="post" action="${actAddress(client, 'secrets', 'revoke')}">
<input type="hidden" name="secret" value="${id}">
<span><code>…${value.slice(-4)}</code><small>${made}${end}</small></span>
<label class="inline">End it <select name="grace">${GRACES.map(([seconds, label]) => {
    return html`<option value="${seconds}">${label}</option>`;
  })}</select></label>
<button class="second" aria-label="Revoke the secret that ends in ${value.slice(-4)}">Revoke</button></form>`;
}
