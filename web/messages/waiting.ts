import { inLanguage } from './language';

const saving = { title: 'Saving…', text: 'This can take up to half a minute. The result appears here.' };

const en = {
  note: saving,
  assign: saving,
  snooze: saving,
  send_link: saving,
  freeze: {
    title: 'Freezing…',
    text: 'From the moment this is done, no tokens are issued. The result appears here.',
  },
  release: saving,
  check: {
    title: 'Checking…',
    text: 'We’re asking Wise whether the connection works. This can take up to half a minute. The result appears here.',
  },
  disconnect: {
    title: 'Disconnecting…',
    text: 'We’re disconnecting and asking Wise to cancel the access. This can take up to half a minute. The receipt appears here.',
  },
};

/** What the page says while Wise is asked, where no button can say it. */
export const waitingMessages = inLanguage({ en });
