import { expect } from 'vitest';
import type { Harness, Linked } from './harness';

/** The connection stands as before, with both tokens, and its trail says nothing. */
export async function expectStillConnected(harness: Harness, linked: Linked): Promise<void> {
  expect(await harness.connection(linked)).toMatchObject({ status: 'active', reason: null });
  expect(await harness.grant(linked)).toMatchObject({
    refresh: expect.any(Buffer),
    access: expect.any(Buffer),
  });
  expect(await harness.auditActions(linked)).toEqual([]);
}
