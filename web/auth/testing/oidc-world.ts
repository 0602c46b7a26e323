import { vi } from 'vitest';
import type { Audience } from '#lib/contract/people';
import { findSession } from '#lib/sessions/session';
import { Browser, formTo } from '#test/browser/http-browser';
import { type Idp, type IdpPerson, startIdp } from '#test/identity-provider';
import type { SignInAnswer } from '../answer';
import { beginOidc } from '../oidc';
import { finish } from './finish';
import { type Jar, openWorld, type World } from './world';

const SECRET = 'a client secret of the tests, long enough';
const APP = 'http://localhost:3000';

/** Both audiences with a real OpenID provider, and a database of their own. */
export class OidcWorld {
  readonly idp: Idp;
  readonly world: World;

  private constructor(idp: Idp, world: World) {
    this.idp = idp;
    this.world = world;
  }

  static async open(people: IdpPerson[]): Promise<OidcWorld> {
    // oidc-provider says on the console that it runs on an old Node and on http.
    for (const method of ['warn', 'info', 'error'] as const) vi.spyOn(console, method).mockReturnValue();
    const client = (audience: Audience) => ({
      clientId: audience,
      clientSecret: SECRET,
      redirectUris: [`${APP}/api/auth/callback/${audience}-oidc`],
      // staff's provider always says when somebody signed in, customers' only when it is asked
      requireAuthTime: audience === 'staff',
    });
    const idp = await startIdp({ clients: [client('customer'), client('staff')], people });
    const settings = (name: string, clientId: Audience) => ({
      [`${name}_OIDC_ISSUER`]: idp.issuer,
      [`${name}_OIDC_CLIENT_ID`]: clientId,
      [`${name}_OIDC_CLIENT_SECRET`]: SECRET,
    });
    const world = await openWorld({ ...settings('CUSTOMER', 'customer'), ...settings('STAFF', 'staff') });
    return new OidcWorld(idp, world);
  }

  async close(): Promise<void> {
    await this.world.close();
    await this.idp.close();
  }

  /** As far as the provider's redirect back; `person` is who signs in there, '' cancels. */
  async toCallback(
    jar: Jar,
    audience: Audience,
    person: string,
    returnTo?: string,
  ): Promise<URLSearchParams> {
    const begun = await beginOidc(this.world.ask(jar, audience), false, returnTo);
    if (begun.kind !== 'leave') throw new Error(begun.reason);
    jar.keep(begun.cookies);
    const browser = new Browser();
    let answer = await browser.get(begun.href);
    for (let hops = 0; hops < 10 && !answer.location?.startsWith(`${APP}/`); hops += 1) {
      if (answer.location !== undefined) answer = await browser.get(answer.location);
      else answer = await browser.post(formTo(answer, '').action, { login: person });
    }
    return new URL(answer.location ?? '').searchParams;
  }

  async signIn(jar: Jar, audience: Audience, person: string, returnTo?: string): Promise<SignInAnswer> {
    const query = await this.toCallback(jar, audience, person, returnTo);
    const answer = await finish(this.world.ask(jar, audience), query);
    jar.keep(answer.cookies);
    return answer;
  }

  customerOf(jar: Jar) {
    return findSession(this.world.db, 'customer', jar.get('cw-customer'));
  }

  staffOf(jar: Jar) {
    return findSession(this.world.db, 'staff', jar.get('cw-staff'));
  }
}
