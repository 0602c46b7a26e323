import manifest from '../../package.json' with { type: 'json' };

/** The product's version: in the footer of every page, and what /healthz answers. */
export const VERSION: string = manifest.version;
