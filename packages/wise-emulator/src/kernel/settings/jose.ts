import * as z from 'zod';
import { setting } from './setting';

/** The settings of JOSE: what Wise does not document, or documents twice. */
export const joseSettings = {
  /** Off: the headers `Accept` and `Content-Type` are not looked at. */
  joseHeadersChecked: setting({
    description: 'Accept and Content-Type have to be application/jose+json',
    default: true,
    schema: z.boolean(),
  }),
  /** What `url` in the header of a signed request has to equal. */
  joseUrl: setting({
    description: 'The url in the header of a signed request has to equal',
    default: 'path',
    schema: z.enum(['path', 'path-and-query', 'anything']),
  }),
  /** On (2026 pages): an encrypted request has to name the key for the answer. Off (2025): the newest will do. */
  joseKeyIdRequired: setting({
    description: 'An encrypted request has to name a key (kid) for the answer',
    default: false,
    schema: z.boolean(),
  }),
  /** Off: `GET …/playground/jwe` and `POST …/playground/jwsjwe` do without the header, as the pages of 2025 show them. */
  joseAnswerKeyRequired: setting({
    description: 'Where it is documented, x-tw-jose-encryption-kid has to name the key for the answer',
    default: true,
    schema: z.boolean(),
  }),
};
