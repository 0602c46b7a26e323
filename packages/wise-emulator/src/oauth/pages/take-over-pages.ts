import { html } from '#emulator/kernel/pages/html';
import { page } from '#emulator/kernel/pages/layout';
import type { WiseUser } from '#emulator/kernel/store/people/types';

/** At Wise: choose a password, set up two-step login, review what the partner filled in. `fields` name the account. */
export function takeOverPage(user: WiseUser, fields: Record<string, string>): string {
  const body = html`<form class="card" method="post" action="/account/take-over">
${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<p><bdi>${user.hint}</bdi> for <strong><bdi>${user.email}</bdi></strong>. Take the account over, and it is yours alone:
the app then needs your consent.</p>
<p class="quiet">At Wise you would choose a password, set up two-step login and review your data here.</p>
<div class="acts"><button>Take over this account</button></div>
</form>`;
  return page({ title: 'This account was made for you', body });
}

/** A `claim_account_code` that is too old, was used or never was. `next`: the same without it. */
export function linkOverPage(next: string): string {
  const body = html`<div class="card"><p>This link has expired or was used already.</p>
<p>Go back to the app and start again, or <a href="${next}">sign in</a> if the account is yours by now.</p></div>`;
  return page({ title: 'This link does not work any more', body });
}
