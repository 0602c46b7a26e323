import { z } from 'zod';

/** An operation's name, as its route gives it (`EmulatorState.endpoints`): `token:refresh_token`, `me`. */
export type FaultEndpoint = string;

export const FAULT_KINDS = ['hold', 'delay', 'drop', 'answer'] as const;
export const FAULT_MOMENTS = ['before', 'after'] as const;

const headerName = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/);
const headerValue = z.string().regex(/^[\t\x20-\x7e]*$/);

/** What goes wrong, where, for how many requests, and before or after the request had its effect. */
export const faultSchema = z
  .strictObject({
    endpoint: z.string().min(1),
    count: z.int().min(1).default(1),
    when: z.enum(FAULT_MOMENTS).default('before'),
    kind: z.enum(FAULT_KINDS),
    delayMs: z.int().min(0).max(3_600_000).optional(),
    status: z.int().min(200).max(599).optional(),
    body: z.string().optional(),
    headers: z.record(headerName, headerValue).optional(),
  })
  .refine((fault) => fault.kind !== 'delay' || fault.delayMs !== undefined, {
    path: ['delayMs'],
    error: 'kind "delay" needs delayMs',
  })
  .refine((fault) => fault.kind !== 'answer' || fault.status !== undefined, {
    path: ['status'],
    error: 'kind "answer" needs a status',
  });

export type FaultSpec = z.output<typeof faultSchema>;
export type FaultRequest = z.input<typeof faultSchema>;
