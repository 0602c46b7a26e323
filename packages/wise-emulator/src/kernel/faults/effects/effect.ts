import type { Answer } from '#emulator/kernel/http/answer';
import type { EmulatorState } from '#emulator/kernel/state';
import type { FaultSpec } from '#emulator/kernel/store/faults/fault-schema';
import type { Wire } from './wire';

/**
 * What a kind of fault does to one request, after its wait. With `around` the request has its effect all the same;
 * otherwise `answer` makes the answer that goes out and `send` puts it on the wire (both may be left out).
 */
export type FaultEffect = {
  around?(state: EmulatorState, spec: FaultSpec, effect: () => Answer): Answer;
  /** @param real undefined: the request was stopped before its effect. */
  answer?(spec: FaultSpec, real: Answer | undefined): Answer;
  send?(wire: Wire, answer: Answer, spec: FaultSpec): void;
};

/** What a wire is spoiled with when the request had no effect, and so has no answer. */
export const NO_ANSWER: Answer = { status: 200, headers: { 'content-type': 'application/json' }, body: '' };
