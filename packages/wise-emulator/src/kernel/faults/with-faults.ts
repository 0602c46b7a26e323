import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Answer, sendAnswer } from '../http/answer';
import { pathOf } from '../http/form';
import { limitRequest } from '../http/limit-request';
import type { EmulatorState } from '../state';
import type { FaultEndpoint } from '../store/faults/fault-schema';
import type { Struck } from '../store/faults/faults';
import { NO_ANSWER, type Spoiler } from './effects/effect';
import { SPOILERS } from './effects/effects';
import { Wire } from './effects/wire';

const struckRequests = new WeakMap<FastifyRequest, string>();

/** The kind of the planted fault that a request met, if any. */
export function faultOf(request: FastifyRequest): string | undefined {
  return struckRequests.get(request);
}

/** Synchronous, so that nothing comes between its reads and writes. */
type Effect = () => Answer;
/** What is done to an answer after its effect: it may take its time. */
type Finish = (answer: Answer) => Promise<Answer>;

/**
 * Runs `effect` and sends its answer, unless the client asks too often or a fault is planted for this endpoint. A request whose client hung up
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
  const struck = endpoint === undefined ? undefined : strike(state, endpoint, request);
  if (struck) return suffer(state, struck, reply, effect, finish);
  return finish ? finish(effect()).then((answer) => sendAnswer(reply, answer)) : sendAnswer(reply, effect());
}

/** Finds the fault that the request meets. What was left to chance can be replayed from the log. */
function strike(state: EmulatorState, endpoint: FaultEndpoint, request: FastifyRequest): Struck | undefined {
  const now = state.clock.now();
  const note = (type: 'fault.applied' | 'fault.spared', { fault: { id, spec }, draw }: Struck) => {
    const { kind, when, seed } = spec;
    const path = pathOf(request.url);
    state.log.append({ type, faultId: id, endpoint, kind, when, path, seed, draw }, now);
  };
  const struck = state.faults.take(endpoint, now, (spared) => note('fault.spared', spared));
  if (struck) {
    note('fault.applied', struck);
    struckRequests.set(request, struck.fault.spec.kind);
  }
  return struck;
}

async function suffer(
  state: EmulatorState,
  { fault }: Struck,
  reply: FastifyReply,
  effect: Effect,
  finish: Finish = async (answer) => answer,
): Promise<FastifyReply> {
  const { spec } = fault;
  const spoiler: Spoiler = SPOILERS[spec.kind];
  const real = spec.when === 'after' ? await finish(effect()) : undefined;
  const way = await fault.wait();
  if (way === 'drop') {
    reply.hijack();
    reply.raw.destroy();
    return reply;
  }
  if (way === 'go-on') return sendAnswer(reply, real ?? (await finish(effect())));
  if (spoiler.around) return sendAnswer(reply, real ?? (await finish(spoiler.around(state, spec, effect))));
  const answer = spoiler.answer?.(spec, real) ?? real ?? NO_ANSWER;
  if (!spoiler.send) return sendAnswer(reply, answer);
  spoiler.send(new Wire(reply, fault), answer, spec);
  return reply;
}
