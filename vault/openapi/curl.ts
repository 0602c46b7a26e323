type Asked = {
  method: string;
  path: string;
  query?: Readonly<Record<string, string>> | undefined;
  body?: unknown;
  headers?: readonly string[];
  /** False for what is open to everybody. */
  withKey?: boolean;
};

/** Which variable of a shell stands for an id in an address. */
const VARIABLES: readonly [pattern: RegExp, variable: string][] = [
  [/^(\/v1\/connections\/)\{id\}/, '$1$ID'],
  [/^(\/v1\/customers\/)\{id\}/, '$1$CUSTOMER'],
  [/^(\/v1\/sca-challenges\/)\{id\}/, '$1$CHALLENGE'],
  [/^(\/v1\/event-endpoints\/)\{id\}/, '$1$ENDPOINT'],
  [/^(\/v1\/(?:connect|portal)-sessions\/)\{id\}/, '$1$SESSION'],
];

/** The lines that every example below rests on. */
export const SHELL_VARIABLES = `API=http://127.0.0.1:3100
KEY=cwk_…                                        # npm run api-key -- create
ID=3f1d5d1e-3d5a-4a58-8f3f-9b1f7c0e2a61          # a connection
CUSTOMER=9ca48170-4be9-417c-8681-a00de21d8e7b    # the customer.id of a connection
CHALLENGE=0b6f5d8e-6a52-4b7a-9c55-5d1e0f3c7a90   # the challenge_id of SCA_REQUIRED
ENDPOINT=7c1e9a54-2f0b-4c3d-8a6e-5b9d0e1f2a73    # the id of an endpoint for events
SESSION=e4b8d2f6-91a3-4d57-b0c8-3f6a7e2d1c95     # the id of a connect or portal session`;

/** A request as a line for a shell. No example may hold a single quote: the body stands between two. */
export function curl({ method, path, query, body, headers = [], withKey = true }: Asked): string {
  const address = VARIABLES.reduce((text, [pattern, variable]) => text.replace(pattern, variable), path);
  const search = query === undefined ? '' : `?${new URLSearchParams(query)}`;
  const lines = [
    `curl${method === 'get' ? '' : ` -X ${method.toUpperCase()}`}`,
    ...(withKey ? ['-H "Authorization: Bearer $KEY"'] : []),
    ...headers.map((header) => `-H '${header}'`),
    ...(body === undefined ? [] : ["-H 'Content-Type: application/json'", `-d '${JSON.stringify(body)}'`]),
    `"$API${address}${search}"`,
  ];
  return lines.join(' \\\n  ');
}
