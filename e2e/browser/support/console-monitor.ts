import type { BrowserContext } from '@playwright/test';

/**
 * Everything that a browser complains about in one context: errors and warnings on the console, uncaught exceptions,
 * refusals by the content security policy, and requests to somebody who has no part in the flow.
 */
export class ConsoleMonitor {
  readonly complaints: string[] = [];
  readonly #expected: RegExp[] = [];

  /** A complaint that the test brings about on purpose, such as the status of a page that is not there. */
  expect(complaint: RegExp): void {
    this.#expected.push(complaint);
  }

  get unexpected(): string[] {
    return this.complaints.filter((each) => !this.#expected.some((expected) => expected.test(each)));
  }

  /** `isKnown` tells whether an origin has a part in the flow. */
  async over(context: BrowserContext, isKnown: (origin: string) => boolean): Promise<void> {
    context.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        this.complaints.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
    context.on('weberror', (error) => this.complaints.push(`exception: ${String(error.error())}`));
    context.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http') && !isKnown(origin)) {
        this.complaints.push(`request to a third party: ${request.url()}`);
      }
    });
    // Chromium prints most refusals by itself; the event is the certain sign.
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        // biome-ignore lint/suspicious/noConsole: the console is what is watched
        console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
  }
}
