import * as z from 'zod';
import { ENVIRONMENTS } from '#lib/env/wise';
import type { PartnerRoute } from './partner-api';
import { ANY_REQUEST } from './partner-problems';

// Part of the partner API (lib/contract/partner-api.ts): descriptions here are for the partner's developers.

/** What ends by itself: what is ours, and what Wise has named a date for. */
export const DEADLINE_KINDS = [
  'client_certificate',
  'client_secret',
  'jose_key',
  'listener_certificate',
  'api_key',
  'api_version',
  'next_api_version',
  'uuid_tokens',
  'statement_approval',
] as const;
export type DeadlineKind = (typeof DEADLINE_KINDS)[number];

export const DEADLINE_STATES = ['over', 'urgent', 'soon', 'later', 'unknown'] as const;
export type DeadlineState = (typeof DEADLINE_STATES)[number];

const deadlineSchema = z.object({
  kind: z
    .enum(DEADLINE_KINDS)
    .describe(
      'client_secret: our advice, Wise ends none. api_key: the one that asks. The last four are Wise’s: the CalVer version that is set, the next one, the end of UUID tokens of client credentials, and the approval of statements.',
    ),
  name: z.string().describe('Which one: a setting, the id of a key, a version.'),
  environment: z.enum(ENVIRONMENTS).nullable().describe('Null: of both.'),
  at: z.iso.datetime().nullable(),
  why: z.string().nullable().describe('Why there is no date.'),
  days_left: z.int().nonnegative().nullable().describe('Whole days; 0 when it is over too.'),
  state: z
    .enum(DEADLINE_STATES)
    .describe('urgent: 14 days or less; soon: 60 or less. unknown: there is no date.'),
  to_do: z.string().describe('One sentence, for whoever runs Connect Wise.'),
});
export type PartnerDeadline = z.output<typeof deadlineSchema>;

const deadlineListSchema = z.object({
  data: z.array(deadlineSchema).describe('What ends first before the rest, what has no date last.'),
});
export type PartnerDeadlineList = z.output<typeof deadlineListSchema>;

// strict: a misspelt filter must not silently list everything
export const deadlineQuerySchema = z.strictObject({ environment: z.enum(ENVIRONMENTS).optional() });

export const DEADLINE_ROUTES = {
  listDeadlines: {
    method: 'get',
    path: '/v1/deadlines',
    summary: 'What runs out when: certificates, keys, secrets, and the dates that Wise has named',
    scope: 'connections:read',
    query: deadlineQuerySchema,
    answerName: 'DeadlineList',
    answer: deadlineListSchema,
    errors: ANY_REQUEST,
  },
} as const satisfies Record<string, PartnerRoute>;
