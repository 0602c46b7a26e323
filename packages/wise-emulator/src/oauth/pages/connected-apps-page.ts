import { html } from '#emulator/kernel/pages/html';
import { page } from '#emulator/kernel/pages/layout';
import type { WiseUser } from '#emulator/kernel/store/people/types';

export type ConnectedApp = { clientId: string; name: string; profiles: string[] };

export function connectedAppsPage(user: WiseUser, apps: readonly ConnectedApp[]): string {
  const list = html`<ul class="plain">${apps.map((app) => html`<li>${appRow(app)}</li>`)}</ul>`;
  const body = html`
<p>Signed in as <strong>${user.label}</strong>.
<a href="/sign-in?next=%2Faccount%2Fconnected-apps">Use another user</a></p>
${apps.length > 0 ? list : html`<p class="card">No app has access to your account.</p>`}`;
  return page({ title: 'Connected apps', body });
}

function appRow(app: ConnectedApp) {
  return html`<form class="card row" method="post" action="/account/connected-apps/remove">
<input type="hidden" name="client_id" value="${app.clientId}">
<span><bdi>${app.name}</bdi>${app.profiles.map((name) => html`<small><bdi>${name}</bdi></small>`)}</span>
<button class="second" aria-label="Remove ${app.name}">Remove</button>
</form>`;
}
