import { html } from '#emulator/kernel/pages/html';
import { page } from '#emulator/kernel/pages/layout';
import type { WiseUser } from '#emulator/kernel/store/people/types';

/** No redirect and no link: the address to lead back to is exactly what is not trusted here. */
export function authoriseRefusedPage(reason: string): string {
  const body = html`<div class="card"><p>${reason}</p>
<p class="quiet">Wise sends nobody back in this case, so the emulator does not either.</p></div>`;
  return page({ title: 'This link does not work', body });
}

/** The error page that Wise shows by itself, with its link back (setting `authoriseError`). */
export function authoriseErrorPage(appName: string, wayBack: string): string {
  const body = html`<div class="card"><p>Something went wrong, and no access was given.</p>
<p><a href="${wayBack}">Return to <bdi>${appName}</bdi></a></p></div>`;
  return page({ title: 'Something went wrong', body });
}

/** After "Deny". `wayBack` undefined: Wise leaves the person here. */
export function deniedPage(appName: string, wayBack: string | undefined): string {
  const link = wayBack && html`<p><a href="${wayBack}">Return to <bdi>${appName}</bdi></a></p>`;
  const body = html`<div class="card"><p>You denied access. <bdi>${appName}</bdi> got nothing.</p>
${link || html`<p>You may close this page.</p>`}</div>`;
  return page({ title: 'Access denied', body });
}

export function accountClosedPage(user: WiseUser, next: string): string {
  const body = html`<div class="card"><p>The account of ${user.label} was deactivated.</p>
<p><a href="/sign-in?next=${encodeURIComponent(next)}">Use another user</a></p></div>`;
  return page({ title: 'Account closed', body });
}
