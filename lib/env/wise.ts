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
