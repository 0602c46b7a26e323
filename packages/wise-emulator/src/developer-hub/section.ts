import type { Part } from '#emulator/pages/html';
import type { EmulatorState } from '#emulator/state';
import type { RegisteredClient } from '#emulator/store/clients';

/** One client's page, asked for or acted on. */
export type HubCall = { state: EmulatorState; client: RegisteredClient; now: number };

/** What is said once, on the page that follows. */
export type HubNotice =
  | { kind: 'done' | 'refused'; text: string }
  /** `value` is never shown again. */
  | { kind: 'shown-once'; text: string; value: string };

/** What a form of a section does. A ZodError is told to whoever filled it in. */
export type HubAct = (call: HubCall & { fields: URLSearchParams }) => HubNotice | Promise<HubNotice>;

/** A card on a client's page in the Developer Hub. */
export type HubSection = {
  /** In the address of its forms: lower case and dashes. */
  id: string;
  title: string;
  show(call: HubCall): Part;
  acts: Readonly<Record<string, HubAct>>;
};
