import { parseArgs } from 'node:util';
import type { EmulatorOptions } from './server';
import { DEFAULT_CLIENT } from './store/clients';

const DEFAULT_PORT = 4010;
const DEFAULT_MTLS_PORT = 4011;

export const USAGE = `tsx emulator/main.ts [--port 4010] [--host 127.0.0.1]
  [--redirect-uri <uri>]... [--client-id <id>] [--client-secret <secret>]... [--name <app name>]
  [--mtls-port 4011] [--mtls-folder <folder that keeps its certificate authority>] [--no-rate-limits]
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
      'mtls-port': { type: 'string' },
      'mtls-folder': { type: 'string' },
      'no-rate-limits': { type: 'boolean', default: false },
    },
  });
  const port = portOf(values.port);
  // Beside another port than the usual one several emulators may run: they must not fight for 4011.
  const mtlsPort = port === DEFAULT_PORT ? DEFAULT_MTLS_PORT : 0;
  return {
    port,
    host: values.host,
    mtls: {
      port: values['mtls-port'] === undefined ? mtlsPort : portOf(values['mtls-port']),
      folder: values['mtls-folder'],
    },
    settings: { rateLimits: !values['no-rate-limits'] },
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

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new RangeError(`"${text}" is no port.`);
  return port;
}
