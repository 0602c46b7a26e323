import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Answer, sendAnswer } from '../http/answer';
import { pathOf } from '../http/form';
import { limitRequest } from '../http/limit-request';
import type { EmulatorState } from '../state';
import type { FaultEndpoint } from '../store/faults/fault-schema';
import type { MatchedFault } from '../store/faults/faults';
import { type FaultEffect, NO_ANSWER } from './effects/effect';
import { FAULT_EFFECTS } from './effects/effects';
import { Wire } from './effects/wire';

const faultedRequests = new WeakMap<FastifyRequest, string>();

/** The kind of the injected fault that a request met, if any. */
export function faultOf(request: FastifyRequest): string | undefined {
  return faultedRequests.get(request);
}

/** Synchronous, so that nothing comes between its reads and writes. */
type Effect = () => Answer;
/** What is done to an answer after its effect: it may take its time. */
type Finish = (answer: Answer) => Promise<Answer>;

/**
 * Runs `effect` and sends its answer, unless the client asks too often or a fault is injected for this endpoint. A request whose client hung up
 * while held still has its effect when released, as at a real server; only `reset` and the emulator's end drop it.
 */
export function answerWithFaults(
  state: EmulatorState,
  endpoint: FaultEndpoint | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
  effect: Effect,
  finish?: Finish,
): FastifyReply | Promise<FastifyReply> {
  const limited = endpoint === undefined ? undefined : limitRequest(state, endpoint, request);
  if (limited) return sendAnswer(reply, limited);
  const matched = endpoint === undefined ? undefined : matchFault(state, endpoint, request);
  if (matched) return applyFault(state, matched, reply, effect, finish);
  return finish ? finish(effect()).then((answer) => sendAnswer(reply, answer)) : sendAnswer(reply, effect());
}

/** Finds the fault that the request meets. What was left to chance can be replayed from the log. */
function matchFault(
  state: EmulatorState,
  endpoint: FaultEndpoint,
  request: FastifyRequest,
): MatchedFault | undefined {
  const now = state.clock.now();
  const note = (type: 'fault.applied' | 'fault.spared', { fault: { id, spec }, draw }: MatchedFault) => {
    const { kind, when, seed } = spec;
    const path = pathOf(request.url);
    state.log.append({ type, faultId: id, endpoint, kind, when, path, seed, draw }, now);
  };
  const matched = state.faults.take(endpoint, now, (skipped) => note('fault.spared', skipped));
  if (matched) {
    note('fault.applied', matched);
    faultedRequests.set(request, matched.fault.spec.kind);
  }
  return matched;
}

async function applyFault(
  state: EmulatorState,
  { fault }: MatchedFault,
  reply: FastifyReply,
  effect: Effect,
  finish: Finish = async (answer) => answer,
): Promise<FastifyReply> {
  const { spec } = fault;
  const faultEffect: FaultEffect = FAULT_EFFECTS[spec.kind];
  const real = spec.when === 'after' ? await finish(effect()) : undefined;
  const way = await fault.wait();
  if (way === 'drop') {
    reply.hijack();
    reply.raw.destroy();
    return reply;
  }
  if (way === 'go-on') return sendAnswer(reply, real ?? (await finish(effect())));
  if (faultEffect.around)
    return sendAnswer(reply, real ?? (await finish(faultEffect.around(state, spec, effect))));
  const answer = faultEffect.answer?.(spec, real) ?? real ?? NO_ANSWER;
  if (!faultEffect.send) return sendAnswer(reply, answer);
  faultEffect.send(new Wire(reply, fault), answer, spec);
  return reply;
}
