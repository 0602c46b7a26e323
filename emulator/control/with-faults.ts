import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Answer, sendAnswer } from '#emulator/http/answer';
import { pathOf } from '#emulator/http/form';
import type { EmulatorState } from '#emulator/state';
import type { FaultEndpoint } from './fault-schema';
import type { Fault } from './faults';

/**
 * Runs `effect` (synchronous, so nothing comes between its reads and writes) and sends its answer, unless a fault
 * is planted for this endpoint. A request whose client hung up while held still has its effect when released, as at
 * a real server; only `reset` and the emulator's end drop it.
 */
export function answerWithFaults(
  state: EmulatorState,
  endpoint: FaultEndpoint | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
  effect: () => Answer,
): FastifyReply | Promise<FastifyReply> {
  const fault = endpoint && state.faults.take(endpoint);
  if (!fault) return sendAnswer(reply, effect());
  const { id: faultId, spec } = fault;
  const facts = {
    faultId,
    endpoint: spec.endpoint,
    kind: spec.kind,
    when: spec.when,
    path: pathOf(request.url),
  };
  state.log.append({ type: 'fault.applied', ...facts }, state.clock.now());
  return sufferFault(fault, reply, effect);
}

async function sufferFault(fault: Fault, reply: FastifyReply, effect: () => Answer): Promise<FastifyReply> {
  if (fault.spec.when === 'before') {
    const ordeal = await fault.undergo();
    if (ordeal === 'drop') return drop(reply);
    return sendAnswer(reply, ordeal === 'go-on' ? effect() : ordeal);
  }
  const answer = effect();
  const ordeal = await fault.undergo();
  if (ordeal === 'drop') return drop(reply);
  return sendAnswer(reply, ordeal === 'go-on' ? answer : ordeal);
}

function drop(reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.destroy();
  return reply;
}
