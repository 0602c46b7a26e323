import type { Settings } from '#emulator/kernel/settings/settings';
import type { EmulatorState } from '#emulator/kernel/state';
import type { FaultRequest } from '#emulator/kernel/store/faults/fault-schema';

export type Preset = {
  id: string;
  label: string;
  /** What the customer of the app should see. */
  outcome: string;
  /** What to do to see it, within a minute. */
  how: string;
  settings?: Partial<Settings>;
  faults?: readonly FaultRequest[];
  /** Done to a Wise user, or to each of them. */
  act?: (state: EmulatorState, userId: string) => void;
};

export type PresetGroup = { title: string; presets: readonly Preset[] };

const JSON_BODY = { 'content-type': 'application/json' };

/** A refusal in the words of the token endpoint, until it is cleared. */
export function refusal(endpoint: string, status: number, error: string, description: string): FaultRequest {
  const body = JSON.stringify({ error, error_description: description });
  return { endpoint, kind: 'answer', status, count: 'all', headers: JSON_BODY, body };
}

/** Steps that several presets share. */
export const CONNECT = 'Connect a Wise account in the app.';
export const CHECK = 'In the app, press “Check now” on a connection.';
