import type { IncomingHttpHeaders } from 'node:http';
import type { Environment } from '#lib/env/wise';
import type { StreamedAnswer, StreamedRequest } from '#lib/net/outbound-stream';
import type { Keep } from '#vault/jose/calls';
import type { ApprovalClaim } from '#vault/sca/claim-approval';

export const CALL_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type CallMethod = StreamedRequest['method'];

/** A path that was read, every segment of it plain text, and the query as it came, with its `?`. */
export type CallTarget = {
  path: string;
  query: string;
  segments: readonly string[];
  /** For the log: what looks like an id is `{}`. */
  template: string;
};

export type CallBody =
  | { kind: 'none' }
  /** Whole and looked through; it can be sent again. */
  | { kind: 'buffer'; bytes: Buffer; type: string }
  /** As it comes from the caller: it is sent once. */
  | { kind: 'stream'; chunks: AsyncIterable<Uint8Array>; type: string; length: number | undefined };

/** A call on its way to Wise, all of it checked. */
export type OutgoingCall = {
  readonly environment: Environment;
  readonly clientId: string;
  /** Null for a call of the application itself. */
  readonly connection: { readonly id: string; readonly profileId: string } | null;
  readonly method: CallMethod;
  readonly target: CallTarget;
  /** What Wise gets, beside Authorization. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: CallBody;
  /** What the caller sent, for steps that read a header of their own; nothing of it goes to Wise by itself. */
  readonly asked: IncomingHttpHeaders;
  /** It was signed or encrypted: what opening its answer takes. */
  readonly sealed?: Keep;
  /** Whose call it is: the id of an API key, for the audit trail. */
  readonly apiKeyId?: string;
  /** Of the caller's request, as its answer names it. */
  readonly requestId?: string;
  /**
   * Names the call as the caller made it, before any step changed its body; undefined for an upload. Made when it is asked
   * for: few calls need an approval.
   */
  readonly digest?: () => Buffer;
  /** The approval that this call took, once (design 4.17). */
  readonly approval?: ApprovalClaim;
};

/** Wise's answer as it came: its headers are chosen later, when every step has seen them. */
export type WiseAnswer = StreamedAnswer | { status: number; headers: IncomingHttpHeaders; body: Buffer };
