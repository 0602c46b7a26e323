// What web and the vault are told to listen on: each port is tried before anything starts.

/** @typedef {Record<string, string>} Values what one process is configured with */

export const portOf = (/** @type {Values} */ web) => Number(web.PORT || 3000);
export const internalUrl = (/** @type {Values} */ vault) =>
  new URL(vault.VAULT_INTERNAL_URL || 'http://127.0.0.1:3101');

/** @param {{ web: Values; vault: Values }} settings */
export function portsOf({ web, vault }) {
  const host = vault.PARTNER_API_HOST || '127.0.0.1';
  const internal = internalUrl(vault);
  return [
    { port: portOf(web), host: web.WEB_HOST || '127.0.0.1', what: 'web', name: 'PORT' },
    {
      port: Number(internal.port),
      host: internal.hostname,
      what: 'vault, for web',
      name: 'VAULT_INTERNAL_URL',
    },
    {
      port: Number(vault.PARTNER_API_PORT || 3100),
      host,
      what: 'vault, partner API',
      name: 'PARTNER_API_PORT',
    },
    {
      port: Number(vault.WEBHOOK_PORT || 3102),
      host: vault.WEBHOOK_HOST || '127.0.0.1',
      what: 'vault, webhooks',
      name: 'WEBHOOK_PORT',
    },
    ...metricsPort('web', web),
    ...metricsPort('vault', vault),
  ];
}

/** @param {string} who @param {Values} values */
const metricsPort = (who, { METRICS_HOST: host, METRICS_PORT: port }) =>
  // 0 is any port that is free
  Number(port || 0) === 0
    ? []
    : [{ port: Number(port), host: host || '127.0.0.1', what: `${who}, metrics`, name: 'METRICS_PORT' }];
