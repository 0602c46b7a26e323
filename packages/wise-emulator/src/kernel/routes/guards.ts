import type { FastifyRequest } from 'fastify';
import type { ApprovedCall, GuardedCall, JoseDemand, OpenedMessage } from '../guard';
import type { Answer } from '../http/answer';
import type { EmulatorState } from '../state';
import type { ScaAction } from '../store/sca/actions';

/** The first refusal is the answer; the guards come in the order in which they were registered. */
export function refusalOf(call: GuardedCall): Answer | undefined {
  for (const guard of call.state.guards) {
    const refused = guard.admit?.(call);
    if (refused) return refused;
  }
  return undefined;
}

export function isSealed(state: EmulatorState, request: FastifyRequest): boolean {
  return state.guards.some((guard) => guard.isSealed?.(request));
}

export function openMessage(
  state: EmulatorState,
  request: FastifyRequest,
  demand: JoseDemand | undefined,
  clientId: string,
): Promise<OpenedMessage> {
  const guard = state.guards.find(({ open }) => open !== undefined);
  if (!guard?.open) throw new Error('No guard opens messages.');
  return guard.open(state, request, demand, clientId);
}

export function answerApproved(
  state: EmulatorState,
  action: ScaAction,
  call: ApprovedCall,
  answer: () => Answer,
): Answer {
  const guard = state.guards.find(({ approve }) => approve !== undefined);
  if (!guard?.approve) throw new Error('No guard protects operations.');
  return guard.approve(state, action, call, answer);
}
