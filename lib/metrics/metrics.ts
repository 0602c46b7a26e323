import type { CounterName, GaugeName, HistogramName, LabelsOf } from './catalogue';

/** What a process tells of itself; without METRICS_PORT, nothing. */
export type Metrics = {
  readonly isOn: boolean;
  count<Name extends CounterName>(name: Name, labels: LabelsOf<Name>): void;
  set<Name extends GaugeName>(name: Name, labels: LabelsOf<Name>, value: number): void;
  /** Forgets every value of a gauge: what cannot be read now is absent, not old. */
  clear(name: GaugeName): void;
  observe<Name extends HistogramName>(name: Name, labels: LabelsOf<Name>, seconds: number): void;
  /** Called before each answer to Prometheus. It must not throw, and end soon. */
  onCollect(collect: () => void | Promise<void>): void;
  close(): Promise<void>;
};

const nothing = () => undefined;

export const NO_METRICS: Metrics = {
  isOn: false,
  count: nothing,
  set: nothing,
  clear: nothing,
  observe: nothing,
  onCollect: nothing,
  close: async () => undefined,
};

/** `2xx` of 204. */
export const statusClass = (status: number): string => `${Math.trunc(status / 100)}xx`;
