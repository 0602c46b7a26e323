import { parse } from 'lossless-json';
import { ADA, type emulatorForTests, exchangeOf } from './emulator-for-tests';

export const BEN = { userId: '10000002', profileId: '30000003' };
/** Every id of hers is more than a double can hold. */
export const LIN = { userId: '9007199254740993017', profileId: '9007199254740993021' };

type Wise = ReturnType<typeof emulatorForTests>;

/** A connected app that reads and moves money: bodies are sent as the text that they are, and read without rounding. */
export class MoneyApp {
  readonly profileId: string;
  readonly #wise: Wise;
  readonly #token: string;

  private constructor(wise: Wise, profileId: string, token: string) {
    this.#wise = wise;
    this.profileId = profileId;
    this.#token = token;
  }

  static async connect(wise: Wise, who = ADA): Promise<MoneyApp> {
    const { code } = await wise.consent(who);
    return new MoneyApp(wise, who.profileId, (await wise.token(exchangeOf(code))).body.access_token);
  }

  async call(method: string, path: string, { json = '', headers = {} as Record<string, string> } = {}) {
    const response = await fetch(this.#wise.get().url + path, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(json === '' ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json === '' ? {} : { body: json }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: text === '' ? null : texts(text),
    };
  }

  get(path: string) {
    return this.call('GET', path);
  }

  post(path: string, json: string, headers: Record<string, string> = {}) {
    return this.call('POST', path, { json, headers });
  }

  balances() {
    return this.get(`/v4/profiles/${this.profileId}/balances?types=STANDARD`);
  }

  async balanceIn(currency: string): Promise<{ id: string; amount: string }> {
    const list = (await this.balances()).body as {
      id: string;
      currency: string;
      amount: { value: string };
    }[];
    const found = list.find((each) => each.currency === currency);
    if (!found) throw new Error(`No balance in ${currency}.`);
    return { id: found.id, amount: found.amount.value };
  }

  statement(balanceId: string, currency: string, query: Record<string, string> = {}) {
    const now = this.#wise.get().state.clock.now();
    const asked = new URLSearchParams({
      currency,
      intervalStart: new Date(now - 100 * 86_400_000).toISOString(),
      intervalEnd: new Date(now + 60_000).toISOString(),
      ...query,
    });
    return this.get(`/v1/profiles/${this.profileId}/balance-statements/${balanceId}/statement.json?${asked}`);
  }

  topUp(balanceId: string, currency: string, amount: string) {
    const { profileId } = this;
    const json = `{"profileId":${profileId},"balanceId":${balanceId},"currency":"${currency}","amount":${amount}}`;
    return this.post('/v1/simulation/balance/topup', json);
  }
}

/** Numbers as their digits: `1.10` and `1.1` differ, and 19 digits stay 19. */
function texts(json: string): unknown {
  return parse(json, undefined, (literal) => literal);
}
