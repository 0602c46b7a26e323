/** What the page says while Wise is asked, where no button can say it. */
export const WAITING_WORDS = {
  check: {
    title: 'Checking…',
    text: 'We’re asking Wise whether the connection works. This can take up to half a minute. The result follows by itself.',
  },
  disconnect: {
    title: 'Disconnecting…',
    text: 'We’re disconnecting and asking Wise to cancel the access. This can take up to half a minute. The receipt follows by itself.',
  },
} as const;
