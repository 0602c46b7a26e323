import type { WiseUser } from 'wise-emulator';
import { type Answer, type Browser, formTo, linksOf, titleOf } from '#test/browser/http-browser';
import { attemptMessage, changedSinceMessage } from '#web/attempts/attempt-message';
import { type AttemptState, isUnderWay, OUTCOMES } from '#web/attempts/outcomes';
import type { OutsideDatabase } from './database';
import { until } from './until';
import type { Wise } from './wise';

export type Environment = 'sandbox' | 'production';
/** What a flow needs of a running product. */
export type Site = { appUrl: string; database: OutsideDatabase; wise(environment: Environment): Wise };
export type Settled = { outcome: AttemptState; page: Answer; attemptUrl: string };

/** The partner's name of a stack that sets none. */
const PARTNER = 'Example Bank';

/**
 * Presses "Connect Wise" on the page that asks for it; returns the authorise address that the redirect interstitial leads to.
 * The dashboard has the same form below all connections, of which one person here has a hundred and more.
 */
export async function startAttempt(
  site: Site,
  browser: Browser,
  environment: Environment = 'sandbox',
): Promise<string> {
  const page = await browser.get(`${site.appUrl}/connect/${environment}`);
  const form = formTo(page, `/connect/${environment}/start`);
  const leaving = await browser.post(form.action, form.fields);
  const wise = site.wise(environment).url;
  const authorise = linksOf(leaving).find((link) => link.startsWith(`${wise}/oauth/authorize`));
  if (authorise === undefined) {
    throw new Error(
      `no way to Wise (${leaving.status} ${leaving.location}):\n${leaving.text.slice(0, 2_000)}`,
    );
  }
  return authorise;
}

/** Gives access at Wise; returns the callback address with the code. */
export async function giveAccess(
  wise: Wise,
  authoriseUrl: string,
  user: WiseUser,
  profileId?: string,
): Promise<string> {
  const answer = await wise.decide(authoriseUrl, user, profileId === undefined ? {} : { profileId });
  if (answer.location === undefined)
    throw new Error(`Wise does not lead back (${answer.status}): ${answer.text}`);
  return answer.location;
}

/** Opens the callback and waits on the attempt's page, reloading it as a browser does, until it is no longer pending. */
export async function finishAttempt(
  browser: Browser,
  callbackUrl: string,
  withinMs = 30_000,
): Promise<Settled> {
  const answer = await browser.get(callbackUrl);
  if (answer.status !== 303 || answer.location === undefined) {
    throw new Error(`the callback answers ${answer.status}:\n${answer.text.slice(0, 2_000)}`);
  }
  return settle(browser, answer.location, withinMs);
}

/**
 * Which of the outcomes a page shows, read from its title as a customer reads it. An attempt that connected counts as
 * that also when somebody else's has replaced its connection before the page was opened.
 */
export function outcomeOf(page: Answer): AttemptState | undefined {
  if (titleOf(page) === changedSinceMessage(PARTNER).title) return 'connected';
  const states: AttemptState[] = [...OUTCOMES, 'pending', 'held', 'open'];
  return states.find((state) => attemptMessage(state, PARTNER).title === titleOf(page));
}

export async function settle(browser: Browser, attemptUrl: string, withinMs = 30_000): Promise<Settled> {
  return until(
    `an outcome on ${attemptUrl}`,
    async () => {
      const page = await browser.get(attemptUrl);
      const outcome = outcomeOf(page);
      if (outcome === undefined) throw new Error(`no outcome (${page.status}): ${page.text.slice(0, 500)}`);
      return isUnderWay(outcome) ? undefined : { outcome, page, attemptUrl };
    },
    { withinMs, everyMs: 200 },
  );
}

/** The callback address of a fresh attempt at which Wise gave access: all but the last step. */
export async function upToCallback(
  site: Site,
  browser: Browser,
  user: WiseUser,
  { environment = 'sandbox', profileId }: { environment?: Environment; profileId?: string } = {},
): Promise<string> {
  const authorise = await startAttempt(site, browser, environment);
  return giveAccess(site.wise(environment), authorise, user, profileId);
}

/** The whole flow. Returns the id of the connection; throws when it did not become one. */
export async function connect(
  site: Site,
  browser: Browser,
  user: WiseUser,
  options: { environment?: Environment; profileId?: string } = {},
): Promise<string> {
  const settled = await finishAttempt(browser, await upToCallback(site, browser, user, options));
  if (settled.outcome !== 'connected') throw new Error(`the attempt ended "${settled.outcome}"`);
  return connectionOf(site, settled.attemptUrl);
}

/** The connection that an attempt led to. */
export async function connectionOf(site: Site, attemptUrl: string): Promise<string> {
  const row = await site.database.one('SELECT connection_id FROM exchanges WHERE attempt_id = $1', [
    new URL(attemptUrl).pathname.split('/').at(-1),
  ]);
  return String(row.connection_id);
}

/** Presses "Disconnect" on the connection's page; returns the answer to that form. */
export async function disconnect(site: Site, browser: Browser, connectionId: string): Promise<Answer> {
  const page = await browser.get(`${site.appUrl}/connections/${connectionId}?confirm=disconnect`);
  const form = formTo(page, `/connections/${connectionId}/disconnect`);
  return browser.post(form.action, form.fields);
}
