import { createPublicKey, type KeyObject } from 'node:crypto';
import { CLIENT, type emulatorForTests, exchangeOf } from './emulator-for-tests';
import { decryptByHand, encryptByHand } from './jose-by-hand';

export type Spoken = { status: number; headers: Headers; body: unknown };
/** `text`: JSON as it is sent. */
type Sent = { json?: unknown; text?: string; headers?: Record<string, string>; token?: string };

/** What Wise says about a one-time token, v1 (under `oneTimeTokenProperties`) and v2. */
export type TokenBody = {
  oneTimeToken: string;
  challenges: { primaryChallenge: { type: string }; alternatives?: { type: string }[]; passed: boolean }[];
  validity: number;
};

const BEN_BUSINESS = { userId: '10000002', profileId: '30000003' };

/** A partner's back end that clears SCA for one of its users. */
export class ScaPartner {
  readonly #wise: ReturnType<typeof emulatorForTests>;
  #key: KeyObject | undefined;
  userToken = '';
  clientToken = '';
  profileId = '';
  userId = '';

  constructor(wise: ReturnType<typeof emulatorForTests>) {
    this.#wise = wise;
  }

  /** Connects a user and takes a token of the partner's own. */
  async connect(who = BEN_BUSINESS): Promise<void> {
    const { code } = await this.#wise.consent(who);
    this.userToken = (await this.#wise.token(exchangeOf(code, CLIENT.clientId))).body.access_token;
    this.clientToken = (await this.#wise.token({ grant_type: 'client_credentials' })).body.access_token;
    Object.assign(this, who);
  }

  /** One call, with the user's token. */
  async call(method: string, path: string, sent: Sent = {}): Promise<Spoken> {
    const { json, text = json === undefined ? undefined : JSON.stringify(json), headers = {}, token } = sent;
    const response = await fetch(this.#wise.get().url + path, {
      method,
      headers: {
        authorization: `Bearer ${token ?? this.userToken}`,
        ...(text !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(text !== undefined && { body: text }),
    });
    return { status: response.status, headers: response.headers, body: bodyOf(await response.text()) };
  }

  /** One call with the partner's own token. */
  admin(method: string, path: string, json?: unknown): Promise<Spoken> {
    return this.call(method, path, { token: this.clientToken, json });
  }

  /** An encrypted call; a sealed answer is opened with the request's own content key. */
  async sealed(
    path: string,
    payload: unknown,
    oneTimeToken?: string,
  ): Promise<Spoken & { isSealed: boolean }> {
    this.#key ??= await this.#encryptionKey();
    const { token, contentKey } = encryptByHand(this.#key, JSON.stringify(payload));
    const response = await fetch(this.#wise.get().url + path, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${this.userToken}`,
        accept: 'application/jose+json',
        'accept-encoding': 'identity',
        'content-encoding': 'identity',
        'content-type': 'application/jose+json',
        'x-tw-jose-method': 'jwe',
        ...(oneTimeToken !== undefined && { 'one-time-token': oneTimeToken }),
      },
      body: token,
    });
    const text = await response.text();
    const isSealed = response.headers.get('content-type') === 'application/jose+json';
    const body = bodyOf(isSealed ? decryptByHand(contentKey, text) : text);
    return { status: response.status, headers: response.headers, body, isSealed };
  }

  /** A one-time token for nothing in particular: an SCA session. */
  async openSession(): Promise<string> {
    const { status, body } = await this.call('POST', this.profilePath('/sca-sessions/authorise'));
    if (status !== 200) throw new Error(`No session: ${status} ${JSON.stringify(body)}`);
    return (body as { oneTimeTokenProperties: TokenBody }).oneTimeTokenProperties.oneTimeToken;
  }

  async statusOf(oneTimeToken: string): Promise<TokenBody> {
    const { body } = await this.call('GET', '/v1/one-time-token/status', {
      headers: { 'one-time-token': oneTimeToken },
    });
    return (body as { oneTimeTokenProperties: TokenBody }).oneTimeTokenProperties;
  }

  /** The code from the phone, and a PIN made for it: two factors. */
  async clear(oneTimeToken: string): Promise<void> {
    await this.sealed(this.profilePath('/pin'), { pin: '1234' });
    await this.sealed(this.profilePath('/pin/verify'), { pin: '1234' }, oneTimeToken);
    const headers = { 'one-time-token': oneTimeToken };
    await this.call('POST', '/v1/one-time-token/sms/trigger', { headers });
    const json = { otpCode: '111111' };
    const { status } = await this.call('POST', '/v1/one-time-token/sms/verify', { headers, json });
    if (status !== 200) throw new Error(`Not cleared: ${status}`);
  }

  profilePath(rest: string): string {
    return `/v2/profiles/${this.profileId}${rest}`;
  }

  async #encryptionKey(): Promise<KeyObject> {
    const path = '/v1/auth/jose/response/public-keys?algorithm=RSA_OAEP_256&scope=PAYLOAD_ENCRYPTION';
    const { body } = await this.call('GET', path, { token: this.clientToken });
    const { keyMaterial } = (body as { keyMaterial: { keyMaterial: string } }).keyMaterial;
    return createPublicKey({ key: Buffer.from(keyMaterial, 'base64'), format: 'der', type: 'spki' });
  }
}

function bodyOf(text: string): unknown {
  if (text === '') return undefined;
  return text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text;
}
