import { z } from 'zod';
import { CHALLENGE_TYPES } from './sca-challenges';

const DAYS = 365;
const isChallenge = (word: string) => CHALLENGE_TYPES.some((type) => type === word);

/** The switches of SCA: what Wise does not document, or documents twice. */
export const scaSettings = {
  /** Of which profiles SCA is demanded, by the country of their address: ISO codes, `*` for all, nothing for none. */
  scaCountries: z.string().regex(/^(\*|([A-Z]{2}( [A-Z]{2})*)?)$/, 'ISO country codes with a space between'),
  /** The challenges of a one-time token, by preference. Two of different kinds have to be passed. */
  scaChallenges: z.string().refine((text) => text.split(' ').every(isChallenge), CHALLENGE_TYPES.join(' ')),
  /** How long what is not risky needs no other SCA. */
  scaSessionSeconds: z.number().min(0).max(86_400),
  /** 90: as the statement page has it. 0: a statement is like anything else that is not risky. */
  scaStatementDays: z.number().min(0).max(DAYS),
  /** How far the repeated request has to be the first one. */
  scaTokenBinding: z.enum(['request', 'path', 'action']),
  /** So many failures in a row block the user; 0: never. */
  scaFailures: z.number().int().min(0).max(1_000),
  scaBlockSeconds: z.number().min(0).max(86_400),
  /** What a blocked user gets for a call that needs a new one-time token. */
  scaBlockedStatus: z.enum(['429', '403']),
  /** Nobody can look at a face map here: any that is well-shaped passes, or none does. */
  scaFaceMap: z.enum(['any', 'none']),
  /** Which of the two bodies seen the first 403 has. */
  scaRefusalBody: z.enum(['forbidden', 'unauthorized']),
  /** The first 403 of a statement: without a body (recorded), or with the same as that of funding. */
  scaStatementRefusal: z.enum(['empty', 'as-funding']),
  /** PIN and device fingerprint (v2): on, the answer is encrypted as the text says; off, as the schema says. */
  scaEncryptedAnswers: z.boolean(),
};

/** The United Kingdom and the European Economic Area. */
const UK_AND_EEA =
  'GB AT BE BG HR CY CZ DK EE FI FR DE GR HU IS IE IT LV LI LT LU MT NL NO PL PT RO SK SI ES SE';

export const DEFAULT_SCA_SETTINGS = {
  scaCountries: UK_AND_EEA,
  scaChallenges: CHALLENGE_TYPES.join(' '),
  scaSessionSeconds: 300,
  scaStatementDays: 0,
  scaTokenBinding: 'request',
  scaFailures: 5,
  scaBlockSeconds: 900,
  scaBlockedStatus: '429',
  scaFaceMap: 'any',
  scaRefusalBody: 'forbidden',
  scaStatementRefusal: 'empty',
  scaEncryptedAnswers: true,
} as const;

export const SCA_LABELS = {
  scaCountries: 'Countries of profiles that need SCA (* for all)',
  scaChallenges: 'Challenges, by preference',
  scaSessionSeconds: 'Seconds without another SCA for what is not risky',
  scaStatementDays: 'Days without another SCA for statements',
  scaTokenBinding: 'A one-time token is good for the same',
  scaFailures: 'Failures in a row that block a user (0: never)',
  scaBlockSeconds: 'Seconds a user stays blocked',
  scaBlockedStatus: 'A blocked user gets',
  scaFaceMap: 'Face maps that pass',
  scaRefusalBody: 'Body of the first 403',
  scaStatementRefusal: 'Body of the first 403 of a statement',
  scaEncryptedAnswers: 'Answers about PIN and device fingerprint are encrypted',
} satisfies Record<keyof typeof scaSettings, string>;
