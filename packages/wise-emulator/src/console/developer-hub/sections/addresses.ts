import type { RegisteredClient } from '#emulator/kernel/store/clients';

export const HUB = '/developer-hub';

export function clientAddress({ clientId }: Pick<RegisteredClient, 'clientId'>): string {
  return `${HUB}/clients/${encodeURIComponent(clientId)}`;
}

/** Where the form `act` of a section is posted. */
export function actAddress(client: RegisteredClient, section: string, act: string): string {
  return `${clientAddress(client)}/${section}/${act}`;
}
