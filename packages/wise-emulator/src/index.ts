/** The emulator in a program's own process: start it, break it, ask it what is true. */

export type { EmulatorEvent } from './control/event-log';
export { FAULT_KINDS, type FaultKind } from './control/fault-kinds';
export { type FaultEndpoint, type FaultRequest, faultSchema } from './control/fault-schema';
export type { Fault } from './control/faults';
export { plantFault } from './control/plant-fault';
export { applyPreset, findPreset, PRESETS } from './control/presets';
export type { Settings } from './control/settings';
export { type Fact, factsOfKind, readGroundTruth } from './ground-truth/read-ground-truth';
export { DEMO_USERS } from './people/demo-users';
export type { WiseUser } from './people/types';
export { type Emulator, type EmulatorClient, type EmulatorOptions, startEmulator } from './server';
export { removeApp } from './state';
export type { LiveToken } from './store/tokens';
