import { afterEach, beforeEach, expect, vi } from 'vitest';

// Anything on console.error or console.warn that a test did not ask for is a failure: React, Next and Node
// report real mistakes there. A test that expects such output mocks the method itself.
const seen: string[] = [];

beforeEach(() => {
  seen.length = 0;
  for (const method of ['error', 'warn'] as const) {
    vi.spyOn(console, method).mockImplementation((...words) => {
      seen.push(`console.${method}: ${words.map(String).join(' ')}`);
    });
  }
});

afterEach(() => {
  vi.restoreAllMocks();
  expect(seen, 'unexpected console output').toEqual([]);
});
