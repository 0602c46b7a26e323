// must fail: lint/style/noProcessEnv
export const key = process.env.VAULT_KEYS;
