import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { createLogger } from '#lib/log/logger';
import { until } from '#test/until';
import { startVault, type Vault } from '#vault/server';
import { makeApiKey } from './api-key';
import { Harness, type Linked, SHORT } from './harness';
import { WiseFront } from './wise-front';

export type Sent = {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer | Readable;
  of?: Linked;
};

export type Answer = {
  status: number | undefined;
  headers: IncomingMessage['headers'];
  body: ReturnType<typeof JSON.parse>;
};

export const JSON_TYPE = { 'content-type': 'application/json' };
export const UPLOAD_TYPE = { 'content-type': 'multipart/form-data; boundary=x' };

/** A vault, a connection, and a back end that calls Wise through the one in the name of the other. */
export class WiseCaller {
  readonly harness: Harness;
  readonly front: WiseFront;
  readonly vault: Vault;
  readonly key: string;
  readonly linked: Linked;
  /** What the vault has logged since the last reset. */
  readonly lines: string[];

  private constructor(parts: Omit<WiseCaller, 'send' | 'call' | 'close' | 'reset' | 'mine' | 'answerOf'>) {
    this.harness = parts.harness;
    this.front = parts.front;
    this.vault = parts.vault;
    this.key = parts.key;
    this.linked = parts.linked;
    this.lines = parts.lines;
  }

  static async start(): Promise<WiseCaller> {
    const harness = await Harness.start();
    const front = await WiseFront.before(harness.emulator.url);
    const lines: string[] = [];
    const log = createLogger('test', 'info', { write: (line) => lines.push(line) });
    // no tick of the loop refreshes what a test is about
    const patient = {
      loopMs: 3_600_000,
      callAnswerMs: 8_000,
      callWholeMs: 2_000,
      vendWaitMs: 5_000,
      trialMs: 5_000,
      backOffMaxMs: 60_000,
    };
    const env = harness.env({ WISE_SANDBOX_API_URL: front.url });
    const vault = await startVault(env, { deadlines: { ...SHORT, ...patient }, log });
    const { credentials, wise } = vault.ctx;
    // its own calls as it starts would take the answers that a test has prepared
    await until('what a vault asks Wise as it starts is answered', () => {
      const isProbed = lines.some((line) => line.includes('Wise answers'));
      return isProbed && wise.all.every((client) => credentials.standing(client) === 'works');
    });
    const { key } = await makeApiKey(vault.ctx.database, ['wise:call', 'application-token:read']);
    const linked = await harness.link(vault.ctx);
    return new WiseCaller({ harness, front, vault, key, linked, lines });
  }

  async close(): Promise<void> {
    await this.vault.close();
    await this.front.close();
    await this.harness.close();
  }

  reset(): void {
    this.harness.reset();
    this.front.clear();
    this.lines.length = 0;
    this.vault.ctx.pauses.end('sandbox', Number.POSITIVE_INFINITY);
  }

  /** The granted profile. */
  mine(of: Linked = this.linked): string {
    return of.user.profileId;
  }

  /** A request to the partner API, with nothing in between that would put its address in order, as fetch does. */
  send(address: string, { method = 'GET', headers = {}, body }: Sent = {}) {
    const { port } = new URL(this.vault.partnerUrl);
    const given: Record<string, string> = { authorization: `Bearer ${this.key}` };
    if (typeof body === 'string') Object.assign(given, JSON_TYPE);
    if (body !== undefined && !(body instanceof Readable))
      given['content-length'] = String(Buffer.byteLength(body));
    const to = { port, host: '127.0.0.1', method, path: address };
    const asked = httpRequest({ ...to, headers: { ...given, ...headers } });
    if (body instanceof Readable) body.pipe(asked);
    else asked.end(body);
    return asked;
  }

  async answerOf(asked: ReturnType<WiseCaller['send']>): Promise<Answer> {
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk);
    const isJson = /json/.test(answer.headers['content-type'] ?? '');
    const body = isJson ? JSON.parse(Buffer.concat(chunks).toString()) : null;
    return { status: answer.statusCode, headers: answer.headers, body };
  }

  /** A call to Wise in the connection's name. */
  call(path: string, sent: Sent = {}): Promise<Answer> {
    return this.answerOf(this.send(addressOf(path, sent.of ?? this.linked), sent));
  }
}

export const addressOf = (path: string, of: Linked): string => `/v1/connections/${of.id}/wise${path}`;
export const codeOf = ({ status, body }: Answer) => [status, body?.code];
