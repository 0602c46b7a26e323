import { html } from '#emulator/kernel/pages/html';
import { page } from '#emulator/kernel/pages/layout';
import type { RegisteredClient } from '#emulator/kernel/store/clients';
import type { WiseProfile, WiseUser } from '#emulator/kernel/store/people/types';

export type Asked = { client: RegisteredClient; redirectUri: string; state: string | undefined };

/** The profile choice and the consent, in one form. `here` is this page's own address. */
export function consentPage(user: WiseUser, asked: Asked, here: string): string {
  const { client, redirectUri, state } = asked;
  const body = html`
<p>Signed in as <strong>${user.label}</strong>.
<a href="/sign-in?next=${encodeURIComponent(here)}">Use another user</a></p>
<form class="card" method="post" action="/oauth/authorize/decision">
<input type="hidden" name="client_id" value="${client.clientId}">
<input type="hidden" name="redirect_uri" value="${redirectUri}">
${state !== undefined && html`<input type="hidden" name="state" value="${state}">`}
${profileChoice(user, client.name)}
<div class="acts">
<button name="decision" value="give">Give access</button>
<button class="second" name="decision" value="deny">Deny</button>
</div>
</form>`;
  return page({ title: `${client.name} asks for access`, body });
}

function profileChoice(user: WiseUser, appName: string) {
  if (user.profiles.length === 0) {
    return html`<p>You have no profile at Wise yet, so there is none to choose.</p>`;
  }
  return html`<fieldset>
<legend>Which profile may <bdi>${appName}</bdi> use?</legend>
${user.profiles.map((profile, index) => profileRadio(profile, index === 0))}
</fieldset>
<p>The app will be able to see this profile and to make transfers for it, until you take the access away.</p>`;
}

function profileRadio(profile: WiseProfile, first: boolean) {
  const kind = profile.type === 'PERSONAL' ? 'Personal' : 'Business';
  return html`<label class="choice">
<input type="radio" name="profile_id" value="${profile.id}" required${first && html` checked`}>
<span><bdi>${profile.fullName}</bdi><small>${kind} · ${profile.id}</small></span>
</label>`;
}
