import { AppError } from '#lib/errors/app-error';
import { openAnswer, ruleFor, sealRequest } from '#vault/jose/calls';
import { MAX_COMPACT_CHARS } from '#vault/jose/compact';
import { JOSE_TYPE } from '#vault/jose/seal';
import type { VaultContext } from '#vault/runtime/context';
import type { WiseClient } from '#vault/wise/client';
import { readWhole } from './answer-body';
import type { CallStep } from './call-steps';
import type { OutgoingCall } from './call-types';

/**
 * Signs and encrypts a call as `WISE_…_JOSE` has it for its path, and opens the answer. Both are held whole. An answer that
 * does not open is `WISE_ANSWER_LOST`: Wise may have acted, and what it said cannot be believed.
 */
export const sealCalls: CallStep = {
  async prepare(ctx, call) {
    const client = ctx.wise.mustFind(call);
    const path = call.target.path + call.target.query;
    if (call.body.kind === 'stream') return passUpload(ctx, client, call, path);
    const body = call.body.kind === 'buffer' ? call.body.bytes : null;
    const sealed = await sealRequest(ctx, client, { path, body });
    switch (sealed.kind) {
      case 'plain':
        return call;
      case 'too_large':
        throw new AppError('BODY_TOO_LARGE', { log: 'too large to be sealed' });
      case 'unavailable':
        throw new AppError('WISE_UNAVAILABLE', { log: 'no key to seal a call with: nothing was sent' });
      case 'sealed':
        return {
          ...call,
          headers: { ...call.headers, ...sealed.headers },
          ...(sealed.body === null
            ? {}
            : { body: { kind: 'buffer', bytes: Buffer.from(sealed.body), type: JOSE_TYPE } }),
          sealed: sealed.keep,
        };
    }
  },

  async interpret(ctx, call, answer) {
    if (call.sealed === undefined) return answer;
    const body = Buffer.isBuffer(answer.body)
      ? answer.body
      : await readWhole(ctx, answer.body, MAX_COMPACT_CHARS);
    const { status, headers } = answer;
    const contentType = headers['content-type'] ?? '';
    const opened = await openAnswer(ctx, ctx.wise.mustFind(call), call.sealed, { status, contentType, body });
    if (opened.kind === 'refused') {
      throw new AppError('WISE_ANSWER_LOST', { log: 'a sealed answer that did not open' });
    }
    const type = opened.wasSealed ? { 'content-type': 'application/json' } : {};
    return { status, headers: { ...headers, ...type }, body: Buffer.from(opened.body) };
  },
};

/** JOSE cannot stream. Where it is required an upload is refused rather than sent plain. */
function passUpload(ctx: VaultContext, client: WiseClient, call: OutgoingCall, path: string): OutgoingCall {
  if (ruleFor(ctx.jose.of(client).settings.rules, path)?.mode !== 'require') return call;
  throw new AppError('MEDIA_TYPE_NOT_TAKEN', { log: 'an upload where JOSE is required' });
}
