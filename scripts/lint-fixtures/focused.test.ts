// must fail: lint/suspicious/noFocusedTests
import { expect, it } from 'vitest';

it.only('hides the others', () => expect(1).toBe(1));
