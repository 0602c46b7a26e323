import { createHash, randomBytes } from 'node:crypto';
import { request } from 'undici';
import { API_KEY_SCOPES } from '#lib/contract/api-key-scopes';
import type { OutsideDatabase } from './database';

export type Vended = {
  status: number;
  /** RFC 9457's code of a refusal. */
  code: string | undefined;
  token: string | undefined;
  version: string | undefined;
  retryAfter: string | undefined;
  text: string;
};

/** The partner's back end: it has an API key and asks for tokens. */
export class Partner {
  readonly #url: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.#url = url;
    this.#key = key;
  }

  /** Makes a key row as `npm run api-key` does; a test of its own runs the command. */
  static async create(url: string, database: OutsideDatabase): Promise<Partner> {
    const id = randomBytes(8).toString('hex');
    const secret = randomBytes(32).toString('base64url');
    const hash = createHash('sha256').update(secret).digest();
    await database.vault('INSERT INTO vault.api_keys (id, name, hash, scopes) VALUES ($1, $2, $3, $4)', [
      id,
      'e2e',
      hash,
      API_KEY_SCOPES,
    ]);
    return new Partner(url, `cwk_${id}_${secret}`);
  }

  get key(): string {
    return this.#key;
  }

  /** Asks for the access token of a connection. `at` is a vault's own address; else the balancer chooses. */
  async vend(connectionId: string, at: string = this.#url): Promise<Vended> {
    const answer = await this.get(`/v1/connections/${connectionId}/access-token`, at);
    const body: unknown = JSON.parse(answer.text);
    return {
      status: answer.status,
      code: field(body, 'code'),
      token: field(body, 'access_token'),
      version: field(body, 'version'),
      retryAfter: answer.retryAfter,
      text: answer.text,
    };
  }

  /** A request that changes something; the answer is its JSON. */
  async post(path: string, body: object): Promise<{ status: number; body: Record<string, unknown> }> {
    const answer = await request(this.#url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      reset: true,
    });
    return { status: answer.statusCode, body: (await answer.body.json()) as Record<string, unknown> };
  }

  async get(
    path: string,
    at: string = this.#url,
    headers: Record<string, string> = { authorization: `Bearer ${this.#key}` },
  ): Promise<{ status: number; text: string; retryAfter: string | undefined }> {
    // Longer than any test: one stops a vault in the middle of its answer for over a minute.
    const answer = await request(at + path, { headers, headersTimeout: 300_000, reset: true });
    const retryAfter = answer.headers['retry-after'];
    return {
      status: answer.statusCode,
      text: await answer.body.text(),
      retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
    };
  }
}

function field(body: unknown, name: string): string | undefined {
  if (typeof body !== 'object' || body === null || !(name in body)) return undefined;
  const value: unknown = Reflect.get(body, name);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
