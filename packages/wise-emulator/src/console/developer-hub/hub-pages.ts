import { html, type Part } from '#emulator/kernel/pages/html';
import { page } from '#emulator/kernel/pages/layout';
import type { RegisteredClient } from '#emulator/kernel/store/clients';
import { HUB_STYLE } from './hub-style';
import { clientAddress, HUB } from './sections/addresses';
import type { HubCall, HubNotice } from './sections/section';
import { SECTIONS } from './sections/sections';

/** All clients, and the form for another one, filled in as `filled` when it was refused. */
export function hubPage(
  clients: readonly RegisteredClient[],
  notice: HubNotice | undefined,
  filled: URLSearchParams,
): string {
  const body = html`
<p>Where a partner gets its credentials. At Wise it is a portal of its own, and Wise registers clients; here they are
yours to make.</p>
${noticeBox(notice)}
<ul class="plain">${clients.map((client) => {
    return html`<li class="card"><a href="${clientAddress(client)}"><bdi>${client.name}</bdi></a>
<div class="quiet">Client id <code>${client.clientId}</code></div></li>`;
  })}</ul>
<section class="card"><h2>Add a client</h2><form method="post" action="${HUB}/clients">
${text('Name', 'name', filled, 'My App')}
${text('Client id', 'clientId', filled, 'my-app')}
${text('Redirect URI', 'redirectUri', filled, 'http://localhost:3000/wise/callback')}
<button>Add the client</button></form></section>
<p class="quiet"><a href="/__emulator/clients">All of them as a file</a>, for
<code>npm run emulator -- --clients clients.json</code>.</p>`;
  return page({ title: 'Developer Hub', body, head: HUB_STYLE });
}

function text(label: string, name: string, filled: URLSearchParams, placeholder: string) {
  return html`<label class="field">${label}
<input name="${name}" value="${filled.get(name) ?? ''}" placeholder="${placeholder}" required></label>`;
}

export function clientPage(call: HubCall, notice: HubNotice | undefined): string {
  const body = html`
<p><a href="${HUB}">All clients</a></p>
${noticeBox(notice)}
<div class="columns">${SECTIONS.map(({ id, title, show }) => {
    return html`<section class="card" id="${id}"><h2>${title}</h2>${show(call)}</section>`;
  })}</div>`;
  return page({ title: call.client.name, wide: true, body, head: HUB_STYLE });
}

function noticeBox(notice: HubNotice | undefined): Part {
  if (!notice) return undefined;
  const value = notice.kind === 'shown-once' && html`<p><code class="once">${notice.value}</code></p>`;
  return html`<div class="card notice" role="status"><p>${notice.text}</p>${value}</div>`;
}

export function unknownClientPage(): string {
  const body = html`<p class="card">No client has this id. <a href="${HUB}">All clients</a></p>`;
  return page({ title: 'Developer Hub', body });
}
