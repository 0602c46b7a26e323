import { expect } from 'vitest';
import type { Linked, Rig } from './rig';

/** The connection stands as before, with both tokens, and its trail says nothing. */
export async function expectStillConnected(rig: Rig, linked: Linked): Promise<void> {
  expect(await rig.connection(linked)).toMatchObject({ status: 'active', reason: null });
  expect(await rig.grant(linked)).toMatchObject({ refresh: expect.any(Buffer), access: expect.any(Buffer) });
  expect(await rig.auditActions(linked)).toEqual([]);
}
