import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { METRICS, type MetricName, TEMPLATE } from './catalogue';
import type { Metrics } from './metrics';

/** Templates a label may have; ours are some 150. */
const MOST_TEMPLATES = 400;
const OTHER = 'other';
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

type Labels = Readonly<Record<string, string>>;
export type Prometheus = Omit<Metrics, 'close'> & {
  contentType: string;
  /** The text that Prometheus reads. */
  text(): Promise<string>;
};

/** The metrics of one process, kept by prom-client. */
export function createPrometheus(): Prometheus {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 20 });
  const [counters, gauges, histograms] = [
    new Map<string, Counter>(),
    new Map<string, Gauge>(),
    new Map<string, Histogram>(),
  ];
  for (const [name, { type, help, labels }] of Object.entries(METRICS)) {
    const options = { name, help, labelNames: Object.keys(labels), registers: [registry] };
    if (type === 'counter') counters.set(name, new Counter(options));
    else if (type === 'gauge') gauges.set(name, new Gauge(options));
    else histograms.set(name, new Histogram({ ...options, buckets: BUCKETS }));
  }
  const bound = createBound();
  const collectors: (() => void | Promise<void>)[] = [];
  return {
    isOn: true,
    count: (name, labels) => counters.get(name)?.inc(bound(name, labels)),
    set: (name, labels, value) => gauges.get(name)?.set(bound(name, labels), value),
    clear: (name) => gauges.get(name)?.reset(),
    observe: (name, labels, seconds) => histograms.get(name)?.observe(bound(name, labels), seconds),
    onCollect: (collect) => void collectors.push(collect),
    contentType: registry.contentType,
    text: async () => {
      await Promise.all(collectors.map((collect) => collect()));
      return registry.metrics();
    },
  };
}

/** Labels with values of the closed lists only: the number of series never depends on what anybody sends. */
function createBound(): (name: MetricName, labels: Labels) => Record<string, string> {
  const listed = new Map<string, ReadonlySet<string> | Set<string>>();
  const templates = new Map<string, Set<string>>();
  for (const [name, { labels }] of Object.entries(METRICS)) {
    for (const [label, values] of Object.entries(labels)) {
      if (values === TEMPLATE) templates.set(`${name} ${label}`, new Set());
      else listed.set(`${name} ${label}`, new Set<string>(values));
    }
  }
  const admit = (key: string, value: string): string => {
    const known = templates.get(key);
    if (known === undefined) return listed.get(key)?.has(value) === true ? value : OTHER;
    if (known.has(value)) return value;
    if (known.size >= MOST_TEMPLATES) return OTHER;
    known.add(value);
    return value;
  };
  return (name, labels) =>
    Object.fromEntries(
      Object.entries(labels).map(([label, value]) => [label, admit(`${name} ${label}`, value)]),
    );
}
