/** The emulator in a program's own process: start it, break it, ask it what is true. */

export { type Fact, factsOfKind, readGroundTruth } from './console/ground-truth/read-ground-truth';
export { applyPreset, findPreset, PRESETS } from './console/presets/presets';
export { injectFault } from './kernel/faults/inject-fault';
export type { Settings } from './kernel/settings/settings';
export type { EmulatorEvent } from './kernel/store/events/event-log';
export { FAULT_KINDS, type FaultKind } from './kernel/store/faults/fault-kinds';
export { type FaultEndpoint, type FaultRequest, faultSchema } from './kernel/store/faults/fault-schema';
export type { Fault } from './kernel/store/faults/faults';
export { DEMO_USERS } from './kernel/store/people/demo-users';
export type { WiseUser } from './kernel/store/people/types';
export type { LiveToken } from './kernel/store/tokens';
export { removeApp } from './oauth/account/end-access';
export { type Emulator, type EmulatorClient, type EmulatorOptions, startEmulator } from './server';
