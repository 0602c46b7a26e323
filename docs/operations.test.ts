import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ALARM_CODES } from '#lib/contract/notifications';
import { METRICS } from '#lib/metrics/catalogue';
import { createPrometheus } from '#lib/metrics/prometheus';

const folder = path.resolve(import.meta.dirname, 'operations');
const read = (name: string) => readFileSync(path.join(folder, name), 'utf8');

const NAME = /\b(?:connect|nodejs|process)_[a-z0-9_]+\b/g;
const MATCHERS = /\b(connect_[a-z_]+)\{([^}]*)\}/g;

type Panel = { title: string; targets: { expr: string }[] };

function expressions(): string[] {
  const { panels } = JSON.parse(read('grafana-dashboard.json')) as { panels: Panel[] };
  const rules = read('alerts.yml')
    .split(/\n\s+- alert: /)
    .slice(1);
  return [...rules, ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))];
}

it('alert rules and dashboard name only metrics that a process shows', async () => {
  const text = await createPrometheus().text();
  const shown = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
  const named = new Set(expressions().flatMap((expression) => expression.match(NAME) ?? []));
  expect(named.size).toBeGreaterThan(12);
  const unknown = [...named].filter((name) => !shown.has(name.replace(/_(bucket|sum|count)$/, '')));
  expect(unknown).toEqual([]);
});

it('the runbook has a row for each alarm, and for no other', () => {
  const runbook = readFileSync(path.resolve(folder, '../runbooks/alarms.md'), 'utf8');
  const rows = [...runbook.matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code);
  expect(rows.sort()).toEqual([...ALARM_CODES].sort());
});

it('each of our metrics is on the dashboard or in a rule', () => {
  const all = expressions().join('\n');
  expect(Object.keys(METRICS).filter((name) => !all.includes(name))).toEqual([]);
});

it('matchers name labels and values that exist', () => {
  const metrics: Record<string, { labels: Record<string, unknown> }> = METRICS;
  for (const [, name = '', matchers = ''] of expressions().join('\n').matchAll(MATCHERS)) {
    const labels = metrics[name.replace(/_(bucket|sum|count)$/, '')]?.labels ?? {};
    for (const [, label = '', values = ''] of matchers.matchAll(/(\w+)=~?"([^"]*)"/g)) {
      const known = labels[label];
      expect(known, `${name} has a label ${label}`).toBeDefined();
      if (Array.isArray(known)) for (const value of values.split('|')) expect(known).toContain(value);
    }
  }
});

it('each rule says how bad it is and where to read on, in a file that is here', () => {
  const rules = read('alerts.yml')
    .split(/\n\s+- alert: /)
    .slice(1);
  const root = path.resolve(folder, '../..');
  const here = new Set(readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' }));
  for (const rule of rules) {
    expect(rule).toMatch(/severity: (page|ticket)/);
    const [, runbook = ''] = /runbook: docs\/(\S+)/.exec(rule) ?? [];
    expect([...here]).toContain(runbook);
  }
});
