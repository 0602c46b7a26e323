import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createLogger } from '#lib/log/logger';
import { until } from '#test/until';
import { closedUrl } from '#vault/testing/closed-url';
import { Harness } from '#vault/testing/harness';
import { MtlsFiles } from '#vault/testing/mtls-files';
import { startWiseWatch } from './watch-wise';

let harness: Harness;
let files: MtlsFiles;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  harness = await Harness.start();
  files = await MtlsFiles.make(harness);
});
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
  harness.reset();
});
afterAll(async () => {
  files.remove();
  await harness.close();
});

type Line = { level: string; msg: string; [fact: string]: unknown };

/** A vault that probes every 20 ms while something is wrong, and what its log says. */
function watch(env: Record<string, string>) {
  const lines: Line[] = [];
  const log = createLogger('vault', 'info', { write: (line) => lines.push(JSON.parse(line) as Line) });
  const vault = harness.vault({ env, log, deadlines: { wiseProbeAgainMs: 20, wiseProbeMs: 60_000 } });
  const client = vault.wise.ofEnvironment('sandbox');
  if (client === undefined) throw new Error('the sandbox is off');
  return {
    vault,
    client,
    lines,
    start: () => void stops.push(startWiseWatch(vault)),
    probed: () => until('a probe', async () => client.lastProbe() ?? undefined),
  };
}

const alarm = async () => (await harness.openAlarms()).includes('wise_version_gone');
const setVersions = (apiVersions: string) => harness.emulator.state.settings.merge({ apiVersions });

it('over mTLS Wise answers and has the version: the log says so, once, and no token is sent', async () => {
  const { start, probed, lines } = watch({ ...files.settings, WISE_SANDBOX_API_VERSION: '2026Q4' });
  start();
  expect(await probed()).toMatchObject({ reach: 'answers', version: 'there', missing: [] });
  await until('the log', async () => lines.length > 0);
  expect(lines).toMatchObject([{ level: 'info', msg: 'Wise answers', apiVersion: '2026Q4' }]);
  const calls = harness.events('api.call').slice(-3);
  expect(calls).toMatchObject(
    ['currencies', 'me', 'profiles'].map((name) => ({ path: `/2026Q4/${name}`, token: null })),
  );
  expect(await alarm()).toBe(false);
});

it('a version that is gone is named and an alarm, until it is there; nothing is paused by it', async () => {
  setVersions('2026Q3');
  const { start, vault, lines, client } = watch({ ...files.settings, WISE_SANDBOX_API_VERSION: '2026Q4' });
  start();
  await until('the alarm', alarm);
  expect(client.lastProbe()).toMatchObject({ reach: 'answers', version: 'gone' });
  expect(lines.filter(({ level }) => level === 'warn')).toMatchObject([
    { msg: 'the API version is gone at Wise', environment: 'sandbox', apiVersion: '2026Q4' },
  ]);
  expect(vault.pauses.leftMs('sandbox')).toBe(0);
  setVersions('2026Q3,2026Q4');
  await until('no alarm', async () => !(await alarm()));
  expect(client.lastProbe()).toMatchObject({ version: 'there' });
});

it('classic paths have no version that could go', async () => {
  setVersions('');
  const { start, probed } = watch({});
  start();
  expect(await probed()).toMatchObject({ reach: 'answers', version: 'classic', missing: [] });
});

it('paths that are gone are named, and are no alarm', async () => {
  const { start, probed, lines } = watch({});
  harness.plant({ endpoint: 'profiles', kind: 'answer', status: 404, body: '{}', count: 1 });
  start();
  expect(await probed()).toMatchObject({ version: 'classic', missing: ['/v2/profiles'] });
  await until('the next probe finds them', async () => lines.at(-1)?.msg === 'Wise answers');
  expect(lines).toMatchObject([
    { level: 'warn', msg: 'paths that we call are gone at Wise', paths: ['/v2/profiles'] },
    { level: 'info' },
  ]);
  expect(await alarm()).toBe(false);
});

it.each([
  ['a host without a name', async (): Promise<string> => 'https://wise.invalid', 'name_not_found'],
  ['a host where nobody listens', closedUrl, 'no_connection'],
  [
    'a certificate that nobody vouches for',
    async (): Promise<string> => harness.emulator.mtls.url,
    'tls_failed',
  ],
] as const)('%s is told as it is, in a warning that names it', async (_what, url, reach) => {
  const apiUrl = await url();
  const { start, probed, lines } = watch({
    WISE_SANDBOX_API_URL: apiUrl,
    WISE_SANDBOX_API_VERSION: '2026Q4',
  });
  start();
  expect(await probed()).toMatchObject({ reach, version: 'unknown' });
  await until('the log', async () => lines.length > 0);
  expect(lines).toMatchObject([
    { level: 'warn', msg: 'Wise cannot be reached', reach, host: new URL(apiUrl).host },
  ]);
  expect(await alarm()).toBe(false);
});

it('a vault that stops waits for no answer, and says nothing of it', async () => {
  const { vault, client, lines } = watch({});
  const held = harness.plant({ endpoint: 'me', kind: 'hold' });
  const before = harness.events('fault.applied').length;
  const stop = startWiseWatch(vault);
  await until('the probe is held', async () => harness.events('fault.applied').length > before);
  await stop();
  harness.release(held);
  expect(client.lastProbe()).toMatchObject({ reach: 'no_answer' });
  expect(lines).toEqual([]);
});

it('while Wise limits us no probe is made', async () => {
  const { start, vault, client } = watch({});
  vault.pauses.pause('sandbox', 100, 100);
  const before = harness.events('api.call').length;
  start();
  expect(client.lastProbe()).toBeNull();
  expect(harness.events('api.call')).toHaveLength(before);
  await until('the pause is over, and a probe', async () => client.lastProbe() ?? undefined);
});
