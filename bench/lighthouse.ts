// npm run lighthouse [-- <connections> [<runs>]]: Lighthouse's four scores of the pages that people see most, on a phone and on a
// desktop, of the production build (`npm run build`) behind https on this machine, with so many connections. Ends with 1 where
// one is below 95. Performance is the median of the runs, each other score the lowest of them. Lighthouse shares the cores with
// what it measures: on a machine that does anything else, its performance says little, so the load stands beside it.

import os from 'node:os';
import { readNumbers } from '#scripts/arguments';
import { type FilledProduct, startFilledProduct } from './filled-product';
import { startHttpsFront } from './https-front';
import { type Asked, CATEGORIES, type Device, openLighthouse, type Run, SKIPPED } from './lighthouse-runs';
import { machine } from './machine';
import { percentile } from './percentile';

const [COUNT = 10_000, RUNS = 3] = readNumbers('usage: npm run lighthouse [-- <connections> [<runs>]]', 2);
/** Of 100, in each of the four. */
const GOAL = 95;
const HOST = 'connect.example.com';
const DEVICES: readonly Device[] = ['mobile', 'desktop'];

type Page = { name: string; path: string; as?: 'staff' | 'customer' };

const pagesOf = ({ connectionId }: FilledProduct['place']): Page[] => [
  { name: 'staff: home', path: '/staff', as: 'staff' },
  { name: 'staff: connections', path: '/staff/connections', as: 'staff' },
  { name: 'staff: one connection', path: `/staff/connections/${connectionId}`, as: 'staff' },
  { name: 'staff: customers', path: '/staff/customers', as: 'staff' },
  { name: 'staff: activity', path: '/staff/activity', as: 'staff' },
  { name: 'staff: webhooks', path: '/staff/webhooks', as: 'staff' },
  { name: 'staff: sign-in', path: '/staff/sign-in' },
  { name: 'customer: dashboard', path: '/dashboard', as: 'customer' },
  { name: 'customer: one connection', path: `/connections/${connectionId}`, as: 'customer' },
  { name: 'customer: sign-in', path: '/sign-in' },
];

const load = () => (os.loadavg()[0] ?? 0).toFixed(1);

function summary(name: string, runs: readonly Run[]): { line: string; isBelow: boolean } {
  const sorted = (category: (typeof CATEGORIES)[number]) =>
    runs.map(({ scores }) => scores[category]).toSorted((a, b) => a - b);
  const scores = CATEGORIES.map((category) => {
    const all = sorted(category);
    return category === 'performance' ? percentile(all, 0.5) : (all[0] ?? 0);
  });
  const all = sorted('performance').join(' ');
  const cells = scores.map((score, at) => String(score).padStart(CATEGORIES[at]?.length ?? 0));
  const isBelow = scores.some((score) => score < GOAL);
  const line = `${name.padEnd(36)}${cells.join('  ')}  ${all.padEnd(RUNS * 4)}  ${load()}${isBelow ? '  below' : ''}`;
  return { line, isBelow };
}

type Given = { url: string; place: FilledProduct['place']; sessions: FilledProduct['sessions'] };
type Look = (asked: Asked) => Promise<Run>;

async function measure({ url, place, sessions }: Given, look: Look): Promise<number> {
  const faults = new Map<string, string[]>();
  let below = 0;
  console.log(`${''.padEnd(36)}${CATEGORIES.join('  ')}  ${'each'.padEnd(RUNS * 4)}  load`);
  for (const { name, path, as } of pagesOf(place)) {
    for (const device of DEVICES) {
      const cookie = as && `__Host-cw-${as}=${sessions[as]}`;
      const runs: Run[] = [];
      for (let run = 0; run < RUNS; run += 1)
        runs.push(await look({ url: url + path, device, ...(cookie && { cookie }) }));
      const { line, isBelow } = summary(`${name}, ${device}`, runs);
      console.log(line);
      if (isBelow) below += 1;
      for (const { id, text } of runs.flatMap((run) => run.faults)) {
        const seen = faults.get(`${id}: ${text}`) ?? [];
        faults.set(`${id}: ${text}`, [...new Set([...seen, `${name}, ${device}`])]);
      }
    }
  }
  console.log('\nnot green (below 90 of 100), with where:');
  for (const [fault, where] of faults) console.log(`  ${fault}\n      ${where.join('; ')}`);
  return below;
}

console.log(machine());
console.log(
  `load average ${load()} before; "${SKIPPED}" is left out: every page asks search engines to leave it out, on purpose`,
);
const front = await startHttpsFront(HOST);
const stops: (() => unknown)[] = [front.close];
try {
  const lighthouse = await openLighthouse({ host: HOST, spki: front.spki });
  stops.unshift(lighthouse.close);
  const product = await startFilledProduct(COUNT, front.url);
  stops.unshift(product.close);
  front.lead(product.port);
  const below = await measure({ url: front.url, ...product }, lighthouse.run);
  console.log(`\nbelow ${GOAL}: ${below} of ${pagesOf(product.place).length * DEVICES.length}`);
  process.exitCode = below === 0 ? 0 : 1;
} finally {
  for (const stop of stops) await stop();
}
