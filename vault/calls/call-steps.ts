import type { VaultContext } from '#vault/runtime/context';
import { approvalStep } from './approval-step';
import type { OutgoingCall, WiseAnswer } from './call-types';
import { sealCalls } from './seal-calls';

/**
 * Something that Wise demands of calls beside the token. `prepare` runs once for a call, before the token is asked for, so
 * what it spends is spent once even when the call is repeated with a fresh token. Either may refuse by an AppError, whose
 * `details` become members of the problem.
 */
export type CallStep = {
  /** What is sent instead. */
  prepare?(ctx: VaultContext, call: OutgoingCall): Promise<OutgoingCall>;
  /** What is passed on instead. It sees every header that Wise sent; whoever takes the body reads it to its end. */
  interpret?(ctx: VaultContext, call: OutgoingCall, answer: WiseAnswer): Promise<WiseAnswer>;
  /** The call ends without an answer to pass on. `mayHaveActed`: Wise may have carried it out. */
  failed?(
    ctx: VaultContext,
    call: OutgoingCall,
    end: { error: unknown; mayHaveActed: boolean },
  ): Promise<void>;
};

/**
 * In the order in which a call is prepared; its answer goes through them backwards. So approvals stand before the sealing
 * of bodies: they are about what the caller said, not about the sealed form of it.
 */
export const CALL_STEPS: readonly CallStep[] = [approvalStep, sealCalls];
