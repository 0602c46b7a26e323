// must fail: lint/suspicious/noSkippedTests
import { expect, it } from 'vitest';

it.skip('would fail', () => expect(1).toBe(2));
