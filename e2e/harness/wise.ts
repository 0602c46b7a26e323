import {
  DEMO_USERS,
  type Emulator,
  type EmulatorEvent,
  type Fault,
  type FaultEndpoint,
  type FaultRequest,
  faultSchema,
  type LiveToken,
  removeApp,
  type Settings,
  startEmulator,
  type WiseUser,
} from 'wise-emulator';
import { Browser } from '#test/browser/http-browser';
import { until } from './until';

export type { FaultEndpoint } from 'wise-emulator';

type OfType<T extends EmulatorEvent['type']> = Extract<EmulatorEvent, { type: T }>;
export type Issued = OfType<'token.issued'>;
export type TokenRequest = OfType<'token.request'>;

export type WiseOptions = { clientId: string; clientSecret: string; redirectUri: string };

/** One of Wise's environments, played by the emulator; its log and its live tokens are the ground truth. */
export class Wise {
  readonly #emulator: Emulator;
  readonly clientId: string;
  #people = 0;

  private constructor(emulator: Emulator, clientId: string) {
    this.#emulator = emulator;
    this.clientId = clientId;
  }

  static async start({ clientId, clientSecret, redirectUri }: WiseOptions): Promise<Wise> {
    const clients = [
      { clientId, clientSecrets: [clientSecret], redirectUris: [redirectUri], name: 'Example Bank' },
    ];
    return new Wise(await startEmulator({ clients }), clientId);
  }

  get url(): string {
    return this.#emulator.url;
  }

  close(): Promise<void> {
    return this.#emulator.close();
  }

  /** Wise users without limit: the demo people are few, and a second consent of one replaces the first. */
  newUser({ profiles = 1, firstProfile }: { profiles?: number; firstProfile?: string } = {}): WiseUser {
    const omar = DEMO_USERS.find((user) => user.label === 'Omar Personal');
    const [profile] = omar?.profiles ?? [];
    if (omar === undefined || profile === undefined) throw new Error('the emulator has no Omar');
    this.#people += 1;
    const number = this.#people;
    const label = `Guest ${number}`;
    const user: WiseUser = {
      ...omar,
      id: String(50_000_000 + number),
      label,
      name: label,
      email: `guest-${number}@wise-user.example`,
      profiles: Array.from({ length: profiles }, (_, at) => ({
        ...profile,
        id: at === 0 && firstProfile !== undefined ? firstProfile : String(60_000_000 + number * 10 + at),
        fullName: `${label} of profile ${at + 1}`,
      })),
    };
    this.#emulator.state.people.add(user);
    return user;
  }

  /** An API token that this user made for their own account. */
  personalToken({ id }: WiseUser): string {
    return this.#emulator.state.tokens.issuePersonalToken(id, Date.now()).token;
  }

  /** Wise waits for documents of this user's first profile: the review's id. */
  openReview({ id: userId, profiles: [profile] }: WiseUser): string {
    if (profile === undefined) throw new Error('a user without a profile');
    return this.#emulator.state.kycReviews.open({ userId, profileId: profile.id }, Date.now()).id;
  }

  demoUser(label: string): WiseUser {
    const user = this.#emulator.state.people.all().find((each) => each.label === label);
    if (user === undefined) throw new Error(`the emulator has no "${label}"`);
    return user;
  }

  /** Merges into the settings; `reset` undoes it. */
  set(settings: Partial<Settings>): void {
    this.#emulator.state.settings.merge(settings);
  }

  plant(fault: FaultRequest): Fault {
    return this.#emulator.state.faults.inject(faultSchema.parse(fault));
  }

  /** Plants a hold and resolves later, by `untilHeld`, when so many requests stand in it. */
  hold(endpoint: FaultEndpoint, when: 'before' | 'after', count = 1): Held {
    const fault = this.plant({ endpoint, when, kind: 'hold', count });
    return new Held(fault, () => this.#emulator.state.faults.release(fault.id));
  }

  /** Faults and settings as in the first minute; tokens and users stay. Held requests go on. */
  reset(): void {
    this.#emulator.state.faults.clear('go-on');
    this.#emulator.state.settings.reset();
  }

  removeApp(user: WiseUser): void {
    removeApp(this.#emulator.state, user.id, this.clientId);
  }

  /** The last event's number, to ask later for what came after it. */
  get now(): number {
    return this.#emulator.state.log.newest(1)[0]?.seq ?? 0;
  }

  events<T extends EmulatorEvent['type']>(type: T, since = 0): OfType<T>[] {
    const isMeant = (event: EmulatorEvent): event is OfType<T> => event.type === type;
    return this.#emulator.state.log.since(since).filter(isMeant);
  }

  /** Everything sent to the token endpoint with this authorisation code. */
  callsWithCode(code: string): TokenRequest[] {
    return this.events('token.request').filter((event) => event.code === code);
  }

  /** Every access token ever made for this user. */
  issuedTo(user: WiseUser): Issued[] {
    return this.events('token.issued').filter((event) => event.userId === user.id);
  }

  /** Every refresh call made with a refresh token of this user, whatever came of it. */
  refreshCallsOf(user: WiseUser, since = 0): TokenRequest[] {
    const own = new Set(
      this.events('token.issued')
        .filter((event) => event.userId === user.id)
        .map((event) => event.refreshToken),
    );
    return this.events('token.request', since).filter((event) => own.has(event.refreshToken ?? ''));
  }

  live(): LiveToken[] {
    return this.#emulator.state.tokens.live(Date.now());
  }

  /** The access tokens of this user that Wise accepts now. */
  liveAccessOf(user: WiseUser): string[] {
    return this.live()
      .filter((token) => token.userId === user.id && token.accessLive)
      .map((token) => token.accessToken);
  }

  hasLiveRefresh(user: WiseUser): boolean {
    return this.live().some((token) => token.userId === user.id && token.refreshLive);
  }

  /** True when Wise would accept this access token right now. */
  accepts(accessToken: string): boolean {
    return this.#emulator.state.tokens.findAccess(accessToken, Date.now()) !== undefined;
  }

  /** A consent by HTTP as that Wise user: signs in, chooses, presses the button. Returns the redirect. */
  async decide(
    authoriseUrl: string,
    user: WiseUser,
    {
      profileId = user.profiles[0]?.id,
      decision = 'give',
    }: { profileId?: string | undefined; decision?: 'give' | 'deny' } = {},
  ): Promise<{ status: number; location: string | undefined; text: string }> {
    const asked = new URL(authoriseUrl);
    const browser = new Browser();
    const page = await browser.get(authoriseUrl);
    if (page.status !== 200) throw new Error(`the authorise page answers ${page.status}: ${page.text}`);
    await browser.post(`${this.url}/sign-in`, { user_id: user.id, next: asked.pathname + asked.search });
    const fields = Object.fromEntries(asked.searchParams);
    return browser.post(`${this.url}/oauth/authorize/decision`, {
      ...fields,
      decision,
      ...(profileId === undefined ? {} : { profile_id: profileId }),
    });
  }
}

/** Requests that stand still at the emulator until released. */
export class Held {
  readonly #fault: Fault;
  readonly release: () => void;

  constructor(fault: Fault, release: () => void) {
    this.#fault = fault;
    this.release = release;
  }

  async untilHeld(count = 1, withinMs = 30_000): Promise<void> {
    await until(`${count} requests are held`, () => this.#fault.waiting >= count, { withinMs });
  }
}
