import { html } from '#emulator/kernel/pages/html';

/** What needs no preset: what people do at Wise's own pages and in the app, and what the customer then sees. */
const BY_HAND: readonly [outcome: string, how: string][] = [
  ['You didn’t give access', 'Start to connect, press “Deny”, then “Return to …”.'],
  ['Your Wise account has no profile yet', 'Start to connect, sign in as Nora Noprofile and give access.'],
  [
    'We couldn’t confirm that this Wise profile is yours',
    'Set MATCH_POLICY=require for the app’s web and vault. Make a connect session that expects another date of birth, and give access.',
  ],
  [
    'We couldn’t check that this Wise profile is yours',
    'With the same setting sign in by a mailed link, which says nothing of you, and give access.',
  ],
  [
    'We couldn’t complete this here',
    'Start to connect, copy the address of Wise’s page, and give access there in a private window.',
  ],
  [
    'A newer connection took its place',
    'As two customers, in two browsers, go up to Wise’s page with the same profile. Use “The next code exchange takes 12 seconds”, give access in the first browser, and at once in the second.',
  ],
  [
    'Needs reconnecting',
    'As another customer, connect the same profile once more: the first one is told that it was connected again under another sign-in.',
  ],
  [
    'Disconnected, and cancelled at Wise',
    'Press “Disconnect” in the app. The log shows the refresh that killed the token.',
  ],
  [
    'Disconnected here. Now cancelling at Wise',
    'Use “Wise is down until faults are cleared”, then press “Disconnect” in the app.',
  ],
  ['Disconnected here, not confirmed by Wise', 'The same, and leave it so for a quarter of an hour.'],
  ['Disconnected', 'Let the user remove the app at Wise, then press “Disconnect” in the app.'],
  [
    'Your approval is waiting',
    'With an app that calls the mTLS host: set “Without a good client certificate” to 401, revoke the app’s certificate in the Developer Hub, and give access. It goes on with a new certificate.',
  ],
  ['A name that looks dangerous', 'Connect as Mallory Hostile.'],
];

export function byHand() {
  return html`<details class="card"><summary><h3>By hand, without a preset</h3>
<span class="quiet">${BY_HAND.length}</span></summary>
<ul class="plain ruled">${BY_HAND.map(([outcome, how]) => {
    return html`<li><strong>${outcome}</strong><small class="block">${how}</small></li>`;
  })}</ul></details>`;
}
