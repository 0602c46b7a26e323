import type { FastifyRequest } from 'fastify';
import { joseGate } from '#emulator/jose/jose-gate';
import { mtlsGate } from '#emulator/mtls/mtls-rules';
import type { EmulatorState } from '#emulator/state';
import type { AccessToken } from '#emulator/store/tokens';
import type { Answer } from './answer';

/** A call with a live token, before anything is done for it. */
export type GatedCall = {
  state: EmulatorState;
  request: FastifyRequest;
  access: AccessToken;
  /** The route's name, as faults know it. */
  endpoint: string;
  now: number;
};

/** What Wise demands of every call whatever it is for: undefined lets it pass. */
export type Gate = (call: GatedCall) => Answer | undefined;

/** In order; the first refusal is the answer. */
const GATES: readonly Gate[] = [mtlsGate, joseGate];

export function passGates(call: GatedCall): Answer | undefined {
  for (const gate of GATES) {
    const refused = gate(call);
    if (refused) return refused;
  }
  return undefined;
}
