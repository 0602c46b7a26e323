import type { Part } from '#emulator/kernel/pages/html';
import type { EmulatorState } from '#emulator/kernel/state';
import type { RegisteredClient } from '#emulator/kernel/store/clients';
import type { HubNotice } from '#emulator/kernel/store/hub-notices';

/** One client's page, asked for or acted on. */
export type HubCall = { state: EmulatorState; client: RegisteredClient; now: number };

export type { HubNotice } from '#emulator/kernel/store/hub-notices';

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
