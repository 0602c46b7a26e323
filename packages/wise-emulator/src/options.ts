/** One option of the command: from this come what it parses, the environment it reads, its help and the README's table. */
export type Option = {
  type: 'string' | 'boolean';
  /** What stands for its value in the help. */
  value?: string;
  /** May be given several times. */
  multiple?: true;
  /** The variable that stands in for it; the option wins. */
  environment?: string;
  /** What it is without being given, and what it does. */
  description: string;
};

export const OPTIONS = {
  port: {
    type: 'string',
    value: 'port',
    environment: 'EMULATOR_PORT',
    description: '4010 (0: a free one, printed in the ready line)',
  },
  host: {
    type: 'string',
    value: 'address',
    description: '127.0.0.1; anything that is not loopback is refused',
  },
  clients: {
    type: 'string',
    value: 'file or JSON',
    environment: 'EMULATOR_CLIENTS',
    description: 'none: a file of clients, or the list itself as JSON',
  },
  'client-id': {
    type: 'string',
    value: 'id',
    environment: 'EMULATOR_CLIENT_ID',
    description: '`connect-wise-dev`',
  },
  'client-secret': {
    type: 'string',
    value: 'secret',
    multiple: true,
    environment: 'EMULATOR_CLIENT_SECRET',
    description: '`emulator-only-secret`; several may be live',
  },
  'redirect-uri': {
    type: 'string',
    value: 'uri',
    multiple: true,
    environment: 'EMULATOR_REDIRECT_URI',
    description: '`http://localhost:3000/connect/sandbox/callback`',
  },
  name: {
    type: 'string',
    value: 'app name',
    environment: 'EMULATOR_NAME',
    description: '`Acme Bank`',
  },
  'mtls-port': {
    type: 'string',
    value: 'port',
    environment: 'EMULATOR_MTLS_PORT',
    description: '4011 beside port 4010, else a free one',
  },
  'mtls-folder': {
    type: 'string',
    value: 'folder',
    environment: 'EMULATOR_MTLS_FOLDER',
    description:
      'none: a new certificate authority at every start; with one, it is kept there with what it signed',
  },
  keep: {
    type: 'string',
    value: 'file',
    description:
      'none: it forgets everything at its end; with a file, tokens, codes, sign-ins, subscriptions to webhooks and what became of its people outlive even a kill -9 (`npm run dev` uses it); what the Developer Hub, settings and faults changed does not, nor what became of money',
  },
  'webhook-key': {
    type: 'string',
    value: 'PEM',
    environment: 'EMULATOR_WEBHOOK_KEY',
    description: 'one of its own: the private RSA key that webhooks are signed with',
  },
  'no-rate-limits': {
    type: 'boolean',
    description: 'limits are on: 100 requests a second and 1000 a minute for each client, as at Wise',
  },
} as const satisfies Record<string, Option>;

export const OPTION_LIST: readonly (readonly [string, Option])[] = Object.entries(OPTIONS);
