import { beforeAll, describe, expect, test, vi } from 'vitest';
import { WITHOUT_JAVASCRIPT } from '#components/ui/without-javascript';
import { seeOther } from './answer';
import type { Form } from './form';
import { answerOrWaitingPage } from './waiting-page';

const SECRET = 'a secret of the tests, long enough to pass';

beforeAll(() => {
  vi.stubEnv('DATABASE_URL', 'postgresql://127.0.0.1:1/none');
  vi.stubEnv('NEXTAUTH_SECRET', SECRET);
  vi.stubEnv('VAULT_INTERNAL_KEY', SECRET);
  vi.stubEnv('WISE_SANDBOX_CLIENT_ID', 'test-client');
  vi.stubEnv('SMTP_URL', 'smtp://127.0.0.1:1');
  vi.stubEnv('LOG_LEVEL', 'silent');
});

const request = new Request('http://localhost:3000/act', { method: 'POST', headers: { 'x-nonce': 'n' } });
const waiting = {
  audience: 'staff',
  title: 'Checking…',
  text: 'We’re asking Wise.',
  failedTo: '/failed?a=1&b=2',
} as const;
const formWith = (fields: Record<string, string>): Form => ({
  text: (name) => fields[name],
  texts: () => [],
  writing: (name) => fields[name],
});
// as components/ui/without-javascript.tsx writes it into a form
const PLAIN = formWith({ [WITHOUT_JAVASCRIPT]: '1' });

/** The answer to an act under way, and its two ends. */
function begin(form: Form) {
  let resolve: (answer: Response) => void = () => undefined;
  let reject: (why: Error) => void = () => undefined;
  const act = new Promise<Response>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { resolve, reject, answer: answerOrWaitingPage(request, form, waiting, () => act) };
}

async function pieceOf(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string> {
  return new TextDecoder().decode((await reader.read()).value);
}

describe('an act that takes its time', () => {
  test('is waited for by a browser whose button says so', async () => {
    const { answer, resolve } = begin(formWith({}));
    resolve(seeOther('/done'));
    expect((await answer).headers.get('location')).toBe('/done');
  });

  test('has a page without JavaScript: it begins before the end is known, and leads there', async () => {
    const { answer, resolve } = begin(PLAIN);
    const reader = (await answer).body?.getReader();
    if (reader === undefined) throw new Error('no page');
    const first = await pieceOf(reader);
    expect(first).toContain(
      '<main id="main" class="page" tabindex="-1" aria-busy="true">\n<h1>Checking…</h1>',
    );
    expect(first).not.toContain('http-equiv="refresh"');
    resolve(seeOther('/done?x=1&y=2'));
    const last = await pieceOf(reader);
    expect(last).toContain('<meta http-equiv="refresh" content="0; url=/done?x=1&amp;y=2">');
    expect(last).toContain('<a href="/done?x=1&amp;y=2">Continue</a>');
    expect(last).toMatch(/<\/html>\s*$/);
  });

  test('that fails after its page has begun leads to where that is said', async () => {
    const { answer, reject } = begin(PLAIN);
    const page = await answer;
    reject(new Error('the database is away'));
    expect(await page.text()).toContain('url=/failed?a=1&amp;b=2');
  });

  test('that is done, or has failed, at once is answered as ever', async () => {
    const done = begin(PLAIN);
    done.resolve(seeOther('/done'));
    expect((await done.answer).status).toBe(303);
    const failed = begin(PLAIN);
    failed.reject(new Error('no'));
    await expect(failed.answer).rejects.toThrow('no');
  });
});
