/**
 * Why a message did not open. For the log and for tests only: whoever sent it, and whoever waits for it, is told
 * "refused" and no more, so that nobody can ask their way to a key or a plaintext (RFC 7516 §11.5).
 */
export type Refusal =
  | 'size'
  /** Not three or five parts of canonical base64url. */
  | 'form'
  /** The header is no JSON object, or lacks what it must have. */
  | 'header'
  | 'zip'
  /** `crit` or `b64`: we understand no extension. */
  | 'crit'
  /** Not in our list, or not the one the key is for. */
  | 'algorithm'
  /** No key of that name or version. */
  | 'key'
  | 'signature'
  | 'decryption'
  /** Not protected as it has to be. */
  | 'plain'
  /** The key of Wise's could not be fetched. */
  | 'key-unavailable';

export type JoseResult<Value> = { kind: 'ok'; value: Value } | { kind: 'refused'; reason: Refusal };

export function ok<Value>(value: Value): { kind: 'ok'; value: Value } {
  return { kind: 'ok', value };
}

export function refused(reason: Refusal): { kind: 'refused'; reason: Refusal } {
  return { kind: 'refused', reason };
}
