import { html, Markup } from '#emulator/kernel/pages/html';
import { page } from '#emulator/kernel/pages/layout';

/** How the approval ended, as the messages to the app's window name it. */
export type ApprovalResult = 'success' | 'failed' | 'closed';

export type Approval = {
  oneTimeToken: string;
  wish: string;
  appName: string;
  userLabel: string;
  profileName: string;
};

/** What the user is asked. Wise wants the password and a code from the phone; here the code is enough. */
export function approvalPage(
  { oneTimeToken, wish, appName, userLabel, profileName }: Approval,
  problem?: string,
): string {
  const body = html`<form class="card" method="post" action="/approve-api-action/decision">
<input type="hidden" name="ott" value="${oneTimeToken}">
<p><strong><bdi>${appName}</bdi></strong> asks to ${wish}.</p>
<p class="quiet">Profile <bdi>${profileName}</bdi> · signed in as ${userLabel}</p>
${problem && html`<p class="problem" role="alert">${problem}</p>`}
<label class="field">Code from your phone (always 111111)
<input type="text" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="6"></label>
<div class="acts">
<button name="decision" value="approve">Approve</button>
<button class="second" name="decision" value="close">Close</button>
</div>
</form>`;
  return page({ title: 'Approve this action', body });
}

/** A popup shows this until it is sent the form, or when somebody comes by hand. */
export function nothingToApprovePage(): string {
  const body = html`<div class="card"><p>An app leads here when Wise asks for approval.</p></div>`;
  return page({ title: 'Nothing to approve', body });
}

// The message names no secret, so it may go to whoever opened the page; Wise's own library checks no origin either.
const TELL = (result: ApprovalResult) =>
  new Markup(
    `(window.opener || window.parent).postMessage(${JSON.stringify(`tw-approve-api-action-${result}`)}, '*');`,
  );

/** The end, told to the app's window too. */
export function resultPage(result: ApprovalResult, words: string, nonce: string): string {
  const body = html`<div class="card"><p>${words}</p><p class="quiet">You may close this window.</p></div>
<script nonce="${nonce}">${TELL(result)}</script>`;
  return page({ title: 'Approve this action', body });
}
