import type { EmulatorState } from '#emulator/state';
import { faultSchema } from './fault-schema';
import type { Fault } from './faults';

/** Plants what was asked for. Throws a ZodError when it is ill-formed or no route has that name. */
export function plantFault(state: EmulatorState, asked: unknown): Fault {
  const known = faultSchema.refine(({ endpoint }) => state.endpoints.has(endpoint), {
    path: ['endpoint'],
    error: `one of: ${[...state.endpoints].join(', ')}`,
  });
  return state.faults.plant(known.parse(asked));
}
