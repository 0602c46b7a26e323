import * as z from 'zod';
import { CHALLENGE_TYPES } from './sca-challenges';
import { setting } from './setting';

const DAYS = 365;
const isChallenge = (word: string) => CHALLENGE_TYPES.some((type) => type === word);

/** The United Kingdom and the European Economic Area. */
const UK_AND_EEA =
  'GB AT BE BG HR CY CZ DK EE FI FR DE GR HU IS IE IT LV LI LT LU MT NL NO PL PT RO SK SI ES SE';

/** The settings of SCA: what Wise does not document, or documents twice. */
export const scaSettings = {
  /** Of which profiles SCA is demanded, by the country of their address: ISO codes, `*` for all, nothing for none. */
  scaCountries: setting({
    description: 'Countries of profiles that need SCA (* for all)',
    default: UK_AND_EEA,
    schema: z.string().regex(/^(\*|([A-Z]{2}( [A-Z]{2})*)?)$/, 'ISO country codes with a space between'),
  }),
  /** The challenges of a one-time token, by preference. Two of different kinds have to be passed. */
  scaChallenges: setting({
    description: 'Challenges, by preference',
    default: CHALLENGE_TYPES.join(' '),
    schema: z.string().refine((text) => text.split(' ').every(isChallenge), CHALLENGE_TYPES.join(' ')),
  }),
  /** How long what is not risky needs no other SCA. */
  scaSessionSeconds: setting({
    description: 'Seconds without another SCA for what is not risky',
    default: 300,
    schema: z.number().min(0).max(86_400),
  }),
  /** 90: as the statement page has it. 0: a statement is like anything else that is not risky. */
  scaStatementDays: setting({
    description: 'Days without another SCA for statements',
    default: 0,
    schema: z.number().min(0).max(DAYS),
  }),
  /** How far the repeated request has to be the first one. */
  scaTokenBinding: setting({
    description: 'A one-time token is good for the same',
    default: 'request',
    schema: z.enum(['request', 'path', 'action']),
  }),
  /** So many failures in a row block the user; 0: never. */
  scaFailures: setting({
    description: 'Failures in a row that block a user (0: never)',
    default: 5,
    schema: z.number().int().min(0).max(1_000),
  }),
  scaBlockSeconds: setting({
    description: 'Seconds a user stays blocked',
    default: 900,
    schema: z.number().min(0).max(86_400),
  }),
  /** What a blocked user gets for a call that needs a new one-time token. */
  scaBlockedStatus: setting({
    description: 'A blocked user gets',
    default: '429',
    schema: z.enum(['429', '403']),
  }),
  /** Nobody can look at a face map here: any that is well-shaped passes, or none does. */
  scaFaceMap: setting({
    description: 'Face maps that pass',
    default: 'any',
    schema: z.enum(['any', 'none']),
  }),
  /** Which of the two bodies seen the first 403 has. */
  scaRefusalBody: setting({
    description: 'Body of the first 403',
    default: 'forbidden',
    schema: z.enum(['forbidden', 'unauthorized']),
  }),
  /** The first 403 of a statement: without a body (recorded), or with the same as that of funding. */
  scaStatementRefusal: setting({
    description: 'Body of the first 403 of a statement',
    default: 'empty',
    schema: z.enum(['empty', 'as-funding']),
  }),
  /** PIN and device fingerprint (v2): on, the answer is encrypted as the text says; off, as the schema says. */
  scaEncryptedAnswers: setting({
    description: 'Answers about PIN and device fingerprint are encrypted',
    default: true,
    schema: z.boolean(),
  }),
};
