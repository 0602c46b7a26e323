import * as z from 'zod';
import { html } from '#emulator/kernel/pages/html';
import { wordsOf } from '#emulator/kernel/store/sca/actions';
import { isCleared } from '#emulator/kernel/store/sca/one-time-tokens';
import { actAddress } from './addresses';
import type { HubCall, HubSection } from './section';

const DEMANDS = {
  country: 'by country: of profiles in the UK and the EEA',
  always: 'always, whatever the country',
  never: 'never (Wise can disable it for a client)',
} as const;
type Demand = keyof typeof DEMANDS;

const demandSchema = z.enum(Object.keys(DEMANDS) as [Demand, ...Demand[]]);
const WANTED: Record<Demand, boolean | undefined> = { country: undefined, always: true, never: false };
const MOST_SHOWN = 5;

/** Of whom SCA is demanded, and what waits for a user's approval (docs/wise.md 11). */
export const sca: HubSection = {
  id: 'sca',
  title: 'Strong customer authentication',
  show: (call) => html`
<form method="post" action="${actAddress(call.client, 'sca', 'save')}">
<label class="field">Demanded of protected calls <select name="demand">${Object.entries(DEMANDS).map(
    ([demand, label]) => {
      const chosen = WANTED[demand as Demand] === call.client.enforce?.sca && html` selected`;
      return html`<option value="${demand}"${chosen}>${label}</option>`;
    },
  )}</select></label>
<button class="second">Save</button></form>
<p class="quiet">Which countries, and what clears it: <a href="/__emulator#settings">settings</a>.</p>
${waiting(call)}`,
  acts: {
    save: ({ state, client, fields }) => {
      const wanted = WANTED[demandSchema.parse(fields.get('demand'))];
      const { sca: _before, ...others } = client.enforce ?? {};
      state.clients.change(client, {
        enforce: { ...others, ...(wanted !== undefined && { sca: wanted }) },
      });
      return { kind: 'done', text: 'Saved: from the next call on.' };
    },
  },
};

/** What a user would get to see in the app; from here nobody hears of the end. */
function waiting({ state, client, now }: HubCall) {
  const open = state.sca.tokens.openOf(client.clientId, now).filter((token) => !isCleared(token));
  if (open.length === 0) return html`<p class="quiet">No one-time token waits for approval.</p>`;
  return html`<ul class="plain">${open.slice(-MOST_SHOWN).map(({ token, userId, action }) => {
    const who = state.people.find(userId)?.label ?? userId;
    return html`<li><form class="row wrap" method="post" action="/approve-api-action/">
<input type="hidden" name="ott" value="${token}">
<span>${who} is asked to let the app ${wordsOf(action)}<small><code>${token}</code></small></span>
<button class="second" aria-label="Approve as ${who}">Approve as ${who}</button></form></li>`;
  })}</ul>`;
}
