import type { Settings } from '#emulator/control/settings';
import { html } from './html';

const DENIALS = [
  ['link', 'A link back, with state'],
  ['link-without-state', 'A link back, without state'],
  ['no-way-back', 'No way back'],
] as const;

export function settingsForm(settings: Readonly<Settings>) {
  return html`<form method="post" action="/__emulator/forms/settings">
${seconds('Access tokens live (seconds)', 'accessTokenSeconds', settings.accessTokenSeconds)}
${seconds('Codes live (seconds)', 'codeSeconds', settings.codeSeconds)}
<label class="field">After a denial
<select name="denial">${DENIALS.map(([value, label]) => {
    return html`<option value="${value}"${settings.denial === value && html` selected`}>${label}</option>`;
  })}</select></label>
<label class="field">The authorise page shows this error (empty: none)
<input name="authoriseError" value="${settings.authoriseError}" placeholder="server_error"></label>
${check('Refresh tokens rotate', 'rotateRefreshTokens', settings.rotateRefreshTokens)}
${check('Without a profile, leave profileId out', 'noProfileOmitsProfileId', settings.noProfileOmitsProfileId)}
${check('A 401 repeats the token in its description', 'tokenInErrorDescription', settings.tokenInErrorDescription)}
${seconds('The clock is ahead by (seconds; negative: behind)', 'clockOffsetSeconds', settings.clockOffsetSeconds)}
<button>Save settings</button></form>`;
}

function seconds(label: string, name: string, value: number) {
  return html`<label class="field">${label}<input type="number" name="${name}" value="${value}" step="any" required></label>`;
}

function check(label: string, name: string, on: boolean) {
  return html`<label class="check"><input type="checkbox" name="${name}" value="on"${on && html` checked`}>${label}</label>`;
}
