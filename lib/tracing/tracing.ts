/** What a span may say. Values are of closed lists or are templates of our own code (decision 083), never what somebody sent. */
export type Facts = {
  'http.request.method'?: string;
  /** As our code has it: `/v1/connections/:id`. */
  'http.route'?: string;
  'http.response.status_code'?: number;
  'connect.listener'?: string;
  'connect.environment'?: string;
  'connect.endpoint'?: string;
};

export type Span = {
  /** For who is called, so that its spans belong to this one (W3C Trace Context). */
  readonly traceparent: string;
  /** @param isFailed no answer, or one of ours that says so. */
  end(facts: Facts, isFailed: boolean): void;
};

/** A span, and running what belongs to it. */
export type Incoming = Span & {
  run<Value>(act: () => Value): Value;
  /** The same for the rest of this turn and all that it starts: where nothing can be wrapped. */
  enter(): void;
};

/** Where a process sends its traces; without OTEL_EXPORTER_OTLP_ENDPOINT, nowhere. */
export type Tracing = {
  readonly isOn: boolean;
  /** @param traceparent as the caller said it; anything else than that form begins a trace of its own. */
  incoming(name: string, facts: Facts, traceparent: string | undefined): Incoming;
  /** A call that goes out: part of whatever runs. */
  outgoing(name: string, facts: Facts): Span;
  /** Sends what waits, for a few seconds at most. */
  close(): Promise<void>;
};

const NO_SPAN: Incoming = {
  traceparent: '',
  end: () => undefined,
  run: (act) => act(),
  enter: () => undefined,
};

export const NO_TRACING: Tracing = {
  isOn: false,
  incoming: () => NO_SPAN,
  outgoing: () => NO_SPAN,
  close: async () => undefined,
};

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** A method that we know; what else somebody sends is one word. */
export const methodOf = (method: string | undefined): string =>
  METHODS.find((each) => each === method) ?? '_OTHER';
