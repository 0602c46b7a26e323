import { html } from '#emulator/kernel/pages/html';
import { page } from '#emulator/kernel/pages/layout';
import type { RegisteredClient } from '#emulator/kernel/store/clients';

export function indexPage(clients: readonly RegisteredClient[]): string {
  const body = html`
<p>This server plays Wise’s sandbox, so that an app can be tried without Wise. All of it is made up: people, profiles, tokens.</p>
<ul class="plain">
<li class="card"><a href="/account/connected-apps">Connected apps</a>
<div class="quiet">What a Wise user sees, and where an app is removed</div></li>
<li class="card"><a href="/sign-in">Sign in</a><div class="quiet">Choose or change the Wise user of this browser</div></li>
<li class="card"><a href="/developer-hub">Developer Hub</a>
<div class="quiet">A partner’s credentials: secrets, redirect URIs, and another client</div></li>
<li class="card"><a href="/__emulator">Control page</a>
<div class="quiet">Settings, faults, presets and the log of everything that happened</div></li>
</ul>
<h2>Registered apps</h2>
${clients.map(clientCard)}`;
  return page({ title: 'The Wise sandbox, emulated', body });
}

function clientCard(client: RegisteredClient) {
  return html`<div class="card"><strong><bdi>${client.name}</bdi></strong>
<div class="quiet">Client id <code>${client.clientId}</code></div>
${client.redirectUris.map((uri) => html`<div class="quiet">Redirect URI <code>${uri}</code></div>`)}</div>`;
}
