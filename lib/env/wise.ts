/** Wise's own hosts, by environment (docs/wise.md 1.1). */
export const WISE_HOSTS = {
  sandbox: {
    web: 'https://wise-sandbox.com',
    api: 'https://api.wise-sandbox.com',
    mtls: 'https://api-mtls.wise-sandbox.com',
  },
  production: {
    web: 'https://wise.com',
    api: 'https://api.wise.com',
    mtls: 'https://api-mtls.transferwise.com',
  },
} as const;

export type Environment = keyof typeof WISE_HOSTS;
export const ENVIRONMENTS = ['sandbox', 'production'] as const satisfies readonly Environment[];

/** Where Wise sends its user back to: our redirect URI, which has to be registered at Wise byte for byte (docs/wise.md 1.6). */
export const callbackUrl = (appUrl: string, environment: Environment): string =>
  `${appUrl}/connect/${environment}/callback`;

/** The environment that a text names, in an address or on a command line. */
export function readEnvironment(text: unknown): Environment | undefined {
  return ENVIRONMENTS.find((each) => each === text);
}

/**
 * Where Wise asks its user to approve something, as its own front-end library has it (docs/wise.md 11). The sandbox's is of the
 * sandbox before the current one: Wise documents none for that (docs/wise-open-questions.md).
 */
export const WISE_APPROVAL_PAGES = {
  sandbox: 'https://sandbox.transferwise.tech/approve-api-action/',
  production: 'https://wise.com/approve-api-action/',
} as const satisfies Record<Environment, string>;
