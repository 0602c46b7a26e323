import { request } from 'undici';
import { expect, test } from '../harness/fixtures';

const TREE = encodeURIComponent(JSON.stringify(['', { children: ['sign-in', {}] }]));

/** What only Next's own client sends. Each was answered by Next itself, with a raw stack in the log. */
const UNREADABLE: [string, 'GET' | 'POST', Record<string, string>][] = [
  ['a router state that is no JSON', 'GET', { rsc: '1', 'next-router-state-tree': 'x' }],
  ['a router state with broken percent signs', 'GET', { rsc: '1', 'next-router-state-tree': '%zz' }],
  ['a router state of another shape', 'GET', { rsc: '1', 'next-router-state-tree': '%7B%7D' }],
  ['a server action that is none', 'POST', { 'next-action': '00aabb' }],
];

for (const [what, method, headers] of UNREADABLE) {
  test(`${what} is answered by our page with 400`, async ({ stack }) => {
    for (const path of ['/', '/sign-in', '/dashboard', '/nothing']) {
      const {
        statusCode,
        headers: answered,
        body,
      } = await request(`${stack.appUrl}${path}`, { method, headers });
      expect(statusCode, path).toBe(400);
      expect(answered['content-type']).toBe('text/html; charset=utf-8');
      expect(await body.text()).toContain('We can’t read that request');
    }
  });
}

test('a multipart form is a form like any other, and sets nothing off in Next', async ({ stack }) => {
  const content = 'multipart/form-data; boundary=x';
  const action = `--x\r\nContent-Disposition: form-data; name="$ACTION_ID_40${'0'.repeat(40)}"\r\n\r\n\r\n--x--\r\n`;
  for (const body of [action, 'no parts']) {
    const headers = { 'content-type': content };
    const answer = await request(`${stack.appUrl}/sign-in`, { method: 'POST', headers, body });
    expect([answer.statusCode, await answer.body.text()]).toEqual([200, expect.stringContaining('<h1')]);
  }
  expect(stack.processes.map((process) => process.output).join()).not.toContain('Server Action');
});

test('Next’s own page for a failure is nowhere to be had', async ({ stack }) => {
  const answer = await request(`${stack.appUrl}/_global-error`);
  expect(answer.statusCode).toBe(400);
  expect(await answer.body.text()).toContain('We can’t read that request');
});

test('a router state as Next’s own client sends it is read', async ({ stack }) => {
  const headers = { rsc: '1', 'next-router-state-tree': TREE };
  const { statusCode, headers: answered, body } = await request(`${stack.appUrl}/sign-in`, { headers });
  await body.dump();
  expect(statusCode).toBe(200);
  expect(answered['content-type']).toContain('text/x-component');
});

test('every line of every process’s log is one JSON object', async ({ stack }) => {
  for (const process of stack.processes) {
    const lines = process.output.trimEnd().split('\n');
    expect(lines.length, process.name).toBeGreaterThan(0);
    const others = lines.filter((line) => !isObject(line));
    expect(others, process.name).toEqual([]);
  }
});

function isObject(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}
