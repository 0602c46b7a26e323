import type { IncomingHttpHeaders } from 'node:http';
import * as z from 'zod';

const LONGEST = 40_000;
/** How Next names the kinds of a dynamic segment: plain, catch-all, optional catch-all, and those it intercepts. */
const PARAMETER = /^(oc|[cd](i\((\.|\.\.|\.\.\.|\.\.\)\(\.\.)\))?)$/;

const segment = z.union([
  z.string(),
  z.tuple([z.string(), z.string(), z.string().regex(PARAMETER), z.array(z.string()).nullable()]),
]);

/** What Next's own client sends as next-router-state-tree; the test compares it with Next's own check. */
const state = z.tuple([
  segment,
  z.record(
    z.string(),
    z.lazy((): z.ZodType => state),
  ),
  z.tuple([z.string(), z.string()]).nullish(),
  z.enum(['refetch', 'inside-shared-layout', 'metadata-only']).nullish(),
  z.number().nullish(),
  z.string().optional(),
]);

/**
 * Takes out of a request what makes Next look for a server action in its body: there is none here (decision 009), and a
 * form of ours is never multipart. Next would answer 409 in its own words, with a stack in the log.
 */
export function dropMultipart(headers: IncomingHttpHeaders): void {
  if (headers['content-type']?.startsWith('multipart/form-data')) {
    headers['content-type'] = 'application/octet-stream';
  }
}

/**
 * False for a request that Next would answer by an error of its own, with a stack in the log: a router state that it
 * cannot read (500), and a call of a server action, of which there is none here (decision 009).
 */
export function isForNext(headers: IncomingHttpHeaders): boolean {
  if (headers['next-action'] !== undefined) return false;
  const tree = headers['next-router-state-tree'];
  return tree === undefined || isRouterState(String(tree));
}

export function isRouterState(header: string): boolean {
  if (header.length > LONGEST) return false;
  try {
    return state.safeParse(JSON.parse(decodeURIComponent(header))).success;
  } catch {
    return false;
  }
}
