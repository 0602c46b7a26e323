import { z } from 'zod';

/** The switches of JOSE: what Wise does not document, or documents twice. */
export const joseSettings = {
  /** Off: the headers `Accept` and `Content-Type` are not looked at. */
  joseHeadersChecked: z.boolean(),
  /** What `url` in the header of a signed request has to equal. */
  joseUrl: z.enum(['path', 'path-and-query', 'anything']),
  /** On (2026 pages): an encrypted request has to name the key for the answer. Off (2025): the newest will do. */
  joseKeyIdRequired: z.boolean(),
};

export const DEFAULT_JOSE_SETTINGS = {
  joseHeadersChecked: true,
  joseUrl: 'path',
  joseKeyIdRequired: false,
} as const;

export const JOSE_LABELS = {
  joseHeadersChecked: 'Accept and Content-Type have to be application/jose+json',
  joseUrl: 'The url in the header of a signed request has to equal',
  joseKeyIdRequired: 'An encrypted request has to name a key (kid) for the answer',
} satisfies Record<keyof typeof joseSettings, string>;
