import type { EmulatorState } from '../state';
import { faultSchema } from '../store/faults/fault-schema';
import { type Fault, isNamed } from '../store/faults/faults';

/** Injects what was asked for. Throws a ZodError when it is ill-formed or no route has such a name. */
export function injectFault(state: EmulatorState, asked: unknown): Fault {
  const known = faultSchema.refine(({ endpoint }) => isKnown(state, endpoint), {
    path: ['endpoint'],
    error: `one of: ${[...state.endpoints].join(', ')}; or a beginning of one and a star`,
  });
  return state.faults.inject(known.parse(asked), state.clock.now());
}

function isKnown({ endpoints }: EmulatorState, asked: string): boolean {
  const named = asked.startsWith('!') ? asked.slice(1) : asked;
  return [...endpoints].some((endpoint) => isNamed(endpoint, named));
}
