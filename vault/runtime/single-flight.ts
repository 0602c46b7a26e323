/** One run per key at a time in this process; callers that come meanwhile share its result. */
export type SingleFlight<Value> = { run(key: string, work: () => Promise<Value>): Promise<Value> };

export function createSingleFlight<Value>(): SingleFlight<Value> {
  const flights = new Map<string, Promise<Value>>();
  return {
    run(key, work) {
      const flying = flights.get(key);
      if (flying !== undefined) return flying;
      // Removed in any case, so that a failure cannot stick (NangoHQ/nango#1005).
      const flight = work().finally(() => flights.delete(key));
      flights.set(key, flight);
      return flight;
    },
  };
}
