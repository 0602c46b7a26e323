import { z } from 'zod';
import { limitSettings } from '#emulator/limits/settings';
import { mtlsSettings } from '#emulator/mtls/settings';
import type { EmulatorState } from '#emulator/state';

/** Settings of one subject, as the control page shows them. */
export type SwitchGroup = {
  id: string;
  title: string;
  shape: Record<string, z.ZodType>;
  labels: Record<string, string>;
};

/** A row for each subject that keeps its settings beside its own code. */
export const SWITCH_GROUPS: readonly SwitchGroup[] = [
  {
    id: 'limits',
    title: 'Rate limits',
    shape: limitSettings,
    labels: {
      rateLimits: 'Limit how often a client may ask',
      requestsPerSecond: 'Requests a second',
      requestsPerMinute: 'Requests a minute',
    } satisfies Record<keyof typeof limitSettings, string>,
  },
  {
    id: 'mtls',
    title: 'mTLS',
    shape: mtlsSettings,
    labels: {
      mtlsRefusal: 'Without a good client certificate',
      mtlsTokenBinding: 'A token works with which certificate of its client',
      mtlsServerCertificate: 'Certificate of the mTLS host',
      mtlsClientCertificatesExpired: 'All client certificates have expired',
    } satisfies Record<keyof typeof mtlsSettings, string>,
  },
];

/** Takes over one group as filled in. A box that is not ticked is not sent at all: it is off. */
export function saveSwitches(state: EmulatorState, fields: URLSearchParams): void {
  const group = SWITCH_GROUPS.find(({ id }) => id === fields.get('group'));
  if (!group) return;
  const filled = Object.entries(group.shape).map(([name, type]) => [
    name,
    readSwitch(type, fields.get(name)),
  ]);
  state.settings.merge(Object.fromEntries(filled));
}

function readSwitch(type: z.ZodType, text: string | null): unknown {
  if (type instanceof z.ZodBoolean) return text !== null;
  return type instanceof z.ZodNumber ? Number(text ?? '') : (text ?? undefined);
}
