import { afterEach, beforeEach, expect, vi } from 'vitest';

// Anything on console.error or console.warn that a test did not ask for is a failure: React, Next and Node
// report real mistakes there. A test that expects such output mocks the method itself.
const seen: string[] = [];

/**
 * A vault that its test file stopped in the middle of a job leaves the job library asking once more, in a database that is gone
 * by then. The library prints a trace past the log, and the file that runs next in this worker has nothing to do with it.
 */
const OF_AN_ENDED_FILE =
  /^console\.error: Trace: error: database "test_[0-9a-f]{32}" does not exist\n.*graphile-worker/s;

beforeEach(() => {
  seen.length = 0;
  for (const method of ['error', 'warn'] as const) {
    vi.spyOn(console, method).mockImplementation((...words) => {
      const line = `console.${method}: ${words.map(String).join(' ')}`;
      if (!OF_AN_ENDED_FILE.test(line)) seen.push(line);
    });
  }
});

afterEach(() => {
  vi.restoreAllMocks();
  expect(seen, 'unexpected console output').toEqual([]);
});
