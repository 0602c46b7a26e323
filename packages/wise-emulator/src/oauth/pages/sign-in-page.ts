import { html } from '#emulator/kernel/pages/html';
import { page } from '#emulator/kernel/pages/layout';
import type { Directory } from '#emulator/kernel/store/people/directory';
import type { WiseUser } from '#emulator/kernel/store/people/types';

/** One click signs in. `next`: the emulator's own page to go on to. `appName`: the app that asks, if one does. */
export function signInPage(people: Directory, next: string, appName?: string): string {
  const asks =
    appName && html`<p><strong><bdi>${appName}</bdi></strong> asks for access. Who are you at Wise?</p>`;
  const body = html`
${asks || html`<p>Who are you at Wise?</p>`}
<ul class="plain">${people.all().map((user) => html`<li>${signInButton(user, next, people.isActive(user.id))}</li>`)}</ul>
<p class="quiet">These people are made up, and no password is asked. At Wise you would sign in or sign up here.</p>`;
  return page({ title: 'Sign in', body });
}

function signInButton(user: WiseUser, next: string, active: boolean) {
  return html`<form class="card row" method="post" action="/sign-in">
<input type="hidden" name="next" value="${next}">
<input type="hidden" name="user_id" value="${user.id}">
<span>${user.label}<small>${user.hint}${active ? '' : ' · account closed'}</small></span>
<button aria-label="Sign in as ${user.label}">Sign in</button>
</form>`;
}
