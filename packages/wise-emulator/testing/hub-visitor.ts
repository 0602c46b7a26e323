import type { emulatorForTests, Fields } from './emulator-for-tests';

/** Somebody at the Developer Hub, with a browser that has no scripts. */
export function hubVisitor(wise: ReturnType<typeof emulatorForTests>) {
  return {
    open: async (path: string) => {
      const response = await fetch(wise.get().url + path);
      return { status: response.status, text: await response.text() };
    },
    /** Presses a button and follows to the page that is shown then. */
    press: async (path: string, fields: Fields = {}, site = 'same-origin') => {
      const response = await fetch(wise.get().url + path, {
        method: 'POST',
        headers: { 'sec-fetch-site': site },
        body: new URLSearchParams(fields),
      });
      return { status: response.status, text: await response.text(), at: response.url };
    },
  };
}
