import { html } from '#emulator/kernel/pages/html';
import { actAddress } from './addresses';
import type { HubSection } from './section';

const SWITCHES = [
  ['mtls', 'mTLS: the plain host answers 403'],
  ['jose', 'JOSE: requests are to be signed'],
] as const;

/** What Wise demands of this client; at Wise its people switch it on. */
export const enforcement: HubSection = {
  id: 'enforcement',
  title: 'Enforced for this client',
  show: ({ client }) => html`<form method="post" action="${actAddress(client, 'enforcement', 'save')}">
${SWITCHES.map(([name, label]) => {
  const checked = client.enforce?.[name] === true && html` checked`;
  return html`<label class="check"><input type="checkbox" name="${name}" value="on"${checked}>${label}</label>`;
})}<button class="second">Save</button></form>`,
  acts: {
    save: ({ state, client, fields }) => {
      const filled = Object.fromEntries(SWITCHES.map(([name]) => [name, fields.has(name)]));
      state.clients.change(client, { enforce: { ...client.enforce, ...filled } });
      return { kind: 'done', text: 'Saved: from the next call on.' };
    },
  },
};
