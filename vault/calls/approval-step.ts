import { AppError } from '#lib/errors/app-error';
import { equalSecrets } from '#lib/hash/compare';
import { readUuid } from '#lib/text/uuid';
import type { VaultContext } from '#vault/runtime/context';
import { callDigest } from '#vault/sca/call-digest';
import { claimApproval, finishApproval, returnApproval } from '#vault/sca/claim-approval';
import { APPROVAL_HEADER, readDemand } from '#vault/sca/demand';
import { describeCall } from '#vault/sca/describe-call';
import { approvalUrl, type RaisedChallenge, raiseChallenge } from '#vault/sca/raise-challenge';
import { readChallenge } from '#vault/sca/read-challenge';
import { discard } from './answer-body';
import type { CallStep } from './call-steps';
import type { OutgoingCall, WiseAnswer } from './call-types';

/** In which the partner's back end names the challenge whose approval this call is to be made with. */
export const CHALLENGE_HEADER = 'wise-challenge';

/**
 * Approvals (design 4.17): a call that names a challenge takes its approval, if it is the very call; an answer that wants
 * an approval becomes a challenge, whatever profile it is about.
 */
export const approvalStep: CallStep = {
  prepare: async (ctx, call) => {
    const digest = digestOf(call);
    const named = call.asked[CHALLENGE_HEADER];
    if (named === undefined) return digest === undefined ? call : { ...call, digest };
    const challengeId = readUuid(named);
    if (challengeId === undefined || call.connection === null) {
      throw new AppError('BAD_REQUEST', { log: `a ${CHALLENGE_HEADER} that names none` });
    }
    // no challenge was ever raised for such a call
    if (digest === undefined) throw new AppError('CHALLENGE_MISMATCH', { log: 'an upload' });
    const { id: connectionId } = call.connection;
    const apiKeyId = call.apiKeyId ?? null;
    const approval = await claimApproval(ctx, { challengeId, connectionId, digest: digest(), apiKeyId });
    const headers = { ...call.headers, [APPROVAL_HEADER]: approval.oneTimeToken.reveal() };
    return { ...call, digest, approval, headers };
  },

  interpret: async (ctx, call, answer) => {
    const demand = readDemand({ status: answer.status, headers: { get: (name) => headerOf(answer, name) } });
    if (demand === undefined) {
      await settle(ctx, call, { mayHaveActed: answer.status !== 429 });
      return answer;
    }
    const { digest } = call;
    if (call.connection !== null && digest === undefined) return answer;
    if (!Buffer.isBuffer(answer.body)) discard(ctx, answer.body);
    // The partner's own account: Wise shows a page to users of OAuth connections alone (decision 054).
    if (call.connection === null || digest === undefined) throw new AppError('APPROVAL_NOT_POSSIBLE');
    const { approval } = call;
    const isSame = approval !== undefined && equalSecrets(approval.oneTimeToken.reveal(), demand.reveal());
    if (approval !== undefined) await returnApproval(ctx, approval, { isOver: !isSame });
    const raised = isSame
      ? await openChallenge(ctx, approval.challengeId)
      : await raiseChallenge(ctx, {
          connectionId: call.connection.id,
          description: describeCall(nameOf(call)),
          digest: digest(),
          oneTimeToken: demand,
          apiKeyId: call.apiKeyId ?? null,
        });
    throw required(raised);
  },

  failed: async (ctx, call, { error, mayHaveActed }) => {
    // what was thrown above has settled it
    if (error instanceof AppError && error.code === 'SCA_REQUIRED') return;
    await settle(ctx, call, { mayHaveActed });
  },
};

/** Says once what became of an approval that was taken. The row says "used" already: a failure here gives it to nobody else. */
async function settle(
  ctx: VaultContext,
  { approval }: OutgoingCall,
  { mayHaveActed }: { mayHaveActed: boolean },
): Promise<void> {
  if (approval === undefined) return;
  try {
    await (mayHaveActed ? finishApproval(ctx, approval) : returnApproval(ctx, approval));
  } catch (err) {
    ctx.log.error(
      { challengeId: approval.challengeId, err },
      'an approval that was taken could not be settled',
    );
  }
}

const nameOf = ({ method, target }: OutgoingCall) => ({ method, path: target.path + target.query });

/** Undefined for a body that was streamed: it is not at hand any more, and Wise protects no such call. */
function digestOf(call: OutgoingCall): (() => Buffer) | undefined {
  const { body } = call;
  if (body.kind === 'stream') return undefined;
  if (body.kind === 'none') return () => callDigest(nameOf(call));
  return () => callDigest({ ...nameOf(call), type: body.type }, body.bytes);
}

function headerOf({ headers }: WiseAnswer, name: string): string | null {
  const value = headers[name];
  return typeof value === 'string' ? value : null;
}

async function openChallenge(ctx: VaultContext, challengeId: string): Promise<RaisedChallenge> {
  const challenge = await readChallenge(ctx, challengeId);
  if (challenge === undefined) throw new AppError('NOT_FOUND');
  return { challengeId, approvalUrl: approvalUrl(ctx, challengeId), expiresAt: challenge.expiresAt };
}

function required({ challengeId, approvalUrl: url, expiresAt }: RaisedChallenge): AppError {
  const details = { challenge_id: challengeId, approval_url: url, expires_at: expiresAt.toISOString() };
  return new AppError('SCA_REQUIRED', { details });
}
