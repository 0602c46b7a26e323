import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createLogger } from './logger';
import { scrub, scrubError } from './scrub';
import { Secret } from './secret';

const VALUE = 'f2b6f2b0-51c4-4a3c-9e0a-1d9f7f7f7f7f';

describe('promise 4: a Secret cannot be logged', () => {
  const secret = new Secret(VALUE);

  it.each([
    ['JSON', () => JSON.stringify({ secret })],
    ['a template', () => `${secret}`],
    ['string conversion', () => String(secret)],
    ['util.inspect with hidden fields', () => inspect(secret, { showHidden: true, depth: 5 })],
    ['util.inspect of a holder', () => inspect({ deep: { secret } }, { depth: 9 })],
    ['an error cause', () => inspect(new Error('x', { cause: secret }))],
    ['structured entries', () => JSON.stringify(Object.entries(secret))],
  ])('prints a mask in %s', (_name, print) => {
    expect(print()).not.toContain(VALUE);
  });

  it('gives the value to reveal() alone', () => {
    expect(secret.reveal()).toBe(VALUE);
  });
});

describe('the logger', () => {
  function logged(write: (log: ReturnType<typeof createLogger>) => void): string {
    const lines: string[] = [];
    write(createLogger('test', 'debug', { write: (line) => lines.push(line) }));
    return lines.join('');
  }

  it('masks a secret wherever it hangs', () => {
    const secret = new Secret(VALUE);
    const out = logged((log) => {
      log.info({ a: secret, b: [secret], c: { d: { e: secret } } }, 'held');
      log.error({ err: new Error('failed', { cause: new Error(`Bearer ${VALUE}`) }) }, 'failed');
    });
    expect(out).toContain('held');
    expect(out).not.toContain(VALUE);
  });

  it('masks fields named like a credential, whatever their type', () => {
    const out = logged((log) =>
      log.info({ access_token: VALUE, code: VALUE, set_cookie: VALUE, deep: { state: VALUE } }, 'x'),
    );
    expect(out).not.toContain(VALUE);
  });

  it('keeps what stands beside a masked field, which the redaction of pino may lose', () => {
    const out = logged((log) =>
      log.info({ user: { token: VALUE, at: new Date(0), bytes: Buffer.from('ab') } }, 'x'),
    );
    expect(JSON.parse(out)).toMatchObject({
      user: { token: '[secret]', at: '1970-01-01T00:00:00.000Z', bytes: '[2 bytes]' },
    });
  });

  it('shows counts and times, whatever their field is called: the count of deleted rows was logged as [secret]', () => {
    const swept = { staff_verification_tokens: 3, sessions: 2 };
    const out = logged((log) => {
      log.info(
        { swept, expired_token: true, token_version: 17n, code: 7, cookie: null },
        'old rows were deleted',
      );
    });
    expect(JSON.parse(out)).toMatchObject({
      swept,
      expired_token: true,
      token_version: '17',
      code: 7,
      cookie: null,
    });
  });

  it.each([
    [{ swept: { staff_verification_tokens: VALUE } }],
    [{ tokens: [VALUE] }],
    [{ tokens: { access: VALUE } }],
  ])('masks all that is not plain under such a name: %j', (fields) => {
    expect(logged((log) => log.info(fields, 'x'))).not.toContain(VALUE);
  });

  it('goes on when a field cannot be read', () => {
    const hostile = Object.defineProperty({}, 'field', {
      enumerable: true,
      get: () => {
        throw new Error('not to be read');
      },
    });
    expect(logged((log) => log.info(hostile, 'x'))).toBe('');
  });

  it('keeps a line break or an escape sequence inside one JSON line (threat 39)', () => {
    const out = logged((log) => log.info({ name: 'a\n{"level":"fatal"}\u001b[31m' }, 'forged\nline'));
    expect(out.trimEnd().split('\n')).toHaveLength(1);
  });

  it('drops what libraries hang on errors, such as requests and responses', () => {
    const error = Object.assign(new Error('refused'), {
      response: { body: VALUE },
      config: { headers: VALUE },
    });
    expect(logged((log) => log.warn({ err: error }, 'x'))).not.toContain(VALUE);
    expect(JSON.stringify(scrubError(error))).not.toContain(VALUE);
  });
});

describe('scrub', () => {
  it.each([
    [`GET /connect/sandbox/callback?code=${VALUE}&state=abc`],
    [`Authorization: Bearer ${VALUE}`],
    [`authorization: basic ${btoa(`client:${VALUE}`)}`],
    [`postgresql://connect_vault:${VALUE}@127.0.0.1/db`],
    [`refresh_token=${VALUE}&grant_type=refresh_token`],
  ])('takes the credential out of %#', (text) => {
    expect(scrub(text)).not.toContain(VALUE);
    expect(scrub(text)).not.toContain(btoa(`client:${VALUE}`));
  });

  it('leaves ordinary text alone', () => {
    expect(scrub('connection 4711 was lost at Wise')).toBe('connection 4711 was lost at Wise');
  });

  it('takes the state out of what openid-client says about a sign-in that went astray', () => {
    const said = scrub('state mismatch, expected 8sPp-own_state, got: VxAf-their_state');
    expect(said).toBe('state mismatch, expected [scrubbed], got: [scrubbed]');
  });
});
