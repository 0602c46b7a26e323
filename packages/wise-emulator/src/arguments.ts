import { parseArgs } from 'node:util';
import { readClients } from './clients-file';
import { DEFAULT_CLIENT, type EmulatorClient } from './kernel/store/client-schema';
import { OPTION_LIST, OPTIONS } from './options';
import type { EmulatorOptions } from './server';

const DEFAULT_PORT = 4010;
const DEFAULT_MTLS_PORT = 4011;

export const USAGE = `npm run emulator -- [options]\n${OPTION_LIST.map(
  ([name, { value, environment, description }]) =>
    `  --${name}${value ? ` <${value}>` : ''}${environment ? ` (or ${environment})` : ''}: ${description}\n`,
).join('')}`;

type Values = ReturnType<typeof parse>;

/** What the environment says, as options of the command line; options that follow win. */
export function environmentArguments(environment: Readonly<Record<string, string | undefined>>): string[] {
  return OPTION_LIST.flatMap(([name, option]) => {
    const value = option.environment && environment[option.environment];
    return value ? [`--${name}=${value}`] : [];
  });
}

/** The command line as options of `startEmulator`. Throws an Error that says what is wrong. */
export function readArguments(args: readonly string[]): EmulatorOptions & { port: number; host: string } {
  const values = parse(args);
  const port = values.port === undefined ? DEFAULT_PORT : portOf(values.port);
  // Beside another port than the usual one several emulators may run: they must not fight for 4011.
  const mtlsPort = port === DEFAULT_PORT ? DEFAULT_MTLS_PORT : 0;
  return {
    port,
    host: values.host ?? '127.0.0.1',
    mtls: {
      port: values['mtls-port'] === undefined ? mtlsPort : portOf(values['mtls-port']),
      folder: values['mtls-folder'],
    },
    keep: values.keep,
    webhookKey: values['webhook-key'],
    settings: { rateLimits: !values['no-rate-limits'] },
    clients: clientsOf(values),
  };
}

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options: OPTIONS }).values;
}

/** The one that the other options describe (the development client where they are silent), and those of `--clients`. */
function clientsOf(values: Values): EmulatorClient[] {
  const described = {
    clientId: values['client-id'],
    clientSecrets: values['client-secret'],
    redirectUris: values['redirect-uri'],
    name: values.name,
  };
  const given = Object.entries(described).filter(([, value]) => value !== undefined);
  const listed = values.clients === undefined ? [] : readClients(values.clients);
  if (given.length === 0 && listed.length > 0) return listed;
  const one: EmulatorClient = { ...DEFAULT_CLIENT, ...Object.fromEntries(given) };
  return [one, ...listed.filter(({ clientId }) => clientId !== one.clientId)];
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new RangeError(`"${text}" is no port.`);
  return port;
}
