import { parseArgs } from 'node:util';
import type { EmulatorOptions } from './server';
import { DEFAULT_CLIENT } from './store/clients';

const DEFAULT_PORT = 4010;

export const USAGE = `tsx emulator/main.ts [--port 4010] [--host 127.0.0.1]
  [--redirect-uri <uri>]... [--client-id <id>] [--client-secret <secret>]... [--name <app name>]
`;

/** The command line as options of `startEmulator`. Throws a TypeError or RangeError that says what is wrong. */
export function readArguments(args: readonly string[]): EmulatorOptions & { port: number; host: string } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: String(DEFAULT_PORT) },
      host: { type: 'string', default: '127.0.0.1' },
      'redirect-uri': { type: 'string', multiple: true, default: DEFAULT_CLIENT.redirectUris },
      'client-id': { type: 'string', default: DEFAULT_CLIENT.clientId },
      'client-secret': { type: 'string', multiple: true, default: DEFAULT_CLIENT.clientSecrets },
      name: { type: 'string', default: DEFAULT_CLIENT.name },
    },
  });
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535) throw new RangeError(`"${values.port}" is no port.`);
  return {
    port,
    host: values.host,
    clients: [
      {
        clientId: values['client-id'],
        clientSecrets: values['client-secret'],
        redirectUris: values['redirect-uri'],
        name: values.name,
      },
    ],
  };
}
