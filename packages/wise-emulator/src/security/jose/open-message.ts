import { privateDecrypt } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import {
  type CompactJWEHeaderParameters,
  type CompactJWSHeaderParameters,
  compactDecrypt,
  compactVerify,
} from 'jose';
import type { JoseDemand } from '#emulator/kernel/guard';
import { type Answer, jsonAnswer } from '#emulator/kernel/http/answer';
import { pathOf } from '#emulator/kernel/http/form';
import { keepOpened } from '#emulator/kernel/http/lossless';
import { gatewayProblem } from '#emulator/kernel/http/problem';
import type { EmulatorState } from '#emulator/kernel/state';
import { SIGNING_ALGORITHMS, type SigningAlgorithm } from '#emulator/kernel/store/jose/algorithms';
import type { PartnerKey } from '#emulator/kernel/store/jose/partner-keys';
import { ANSWER_KEY, hasBody, readJoseMethod } from './jose-method';
import type { Seal } from './seal-answer';

/** A request that was signed, encrypted or both: what it said, and how its answer is to be wrapped. */
export type Opened = { ok: true; payload: unknown; seal: Seal } | { ok: false; answer: Answer };

/** Why a message did not open. Wise tells its callers almost nothing of this; the event log has it. */
class Unopened extends Error {}
class Unverified extends Unopened {}

/**
 * Reads the message in the body: decrypts, then verifies (docs/wise.md 10). Without a body (GET)
 * only the answer is wrapped. Has no effect, and never throws on bad input.
 */
export async function openMessage(
  state: EmulatorState,
  request: FastifyRequest,
  demand: JoseDemand | undefined,
  clientId: string,
): Promise<Opened> {
  const method = readJoseMethod(state, request, demand);
  if ('status' in method) return { ok: false, answer: method };
  const call = { state, request, clientId, now: state.clock.now() };
  try {
    const isEmpty = !hasBody(request) && (demand === undefined || request.method === 'GET');
    const message = isEmpty ? undefined : textOf(request.body, method.isEncrypted);
    const decrypted = method.isEncrypted ? await decrypt(call, message, method.isDirect) : undefined;
    const verified = method.isSigned ? await verify(call, decrypted?.text ?? message) : undefined;
    const seal = { ...decrypted?.seal, ...verified?.seal };
    const text = verified?.text ?? decrypted?.text;
    if (text !== undefined) keepOpened(request, text);
    return { ok: true, seal, payload: text === undefined ? undefined : JSON.parse(text) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    state.log.append({ type: 'jose.refused', clientId, path: pathOf(request.url), reason }, call.now);
    return { ok: false, answer: refusalOf(error) };
  }
}

type Call = { state: EmulatorState; request: FastifyRequest; clientId: string; now: number };
/** `text` undefined: there was no message. An empty one is a message too, and not a signed one. */
type Part = { text: string | undefined; seal: Seal };

function refusalOf(error: unknown): Answer {
  if (error instanceof SyntaxError) return gatewayProblem(400, 'Bad Request', 'The message is not JSON');
  if (error instanceof Unverified) return jwsError();
  const requestId = crypto.randomUUID().replaceAll('-', '');
  return jsonAnswer(500, JSON.stringify({ message: 'An unexpected error occurred', request_id: requestId }));
}

/** Documented: one answer to all that is not well signed. */
export function jwsError(): Answer {
  const words = { error: 'jws_error', error_description: 'Unable to verify the request signature' };
  return jsonAnswer(400, JSON.stringify(words));
}

function textOf(body: unknown, isEncrypted: boolean): string {
  if (typeof body === 'string') return body.trim();
  throw isEncrypted ? new Unopened('no JWE in the body') : new Unverified('no JWS in the body');
}

async function decrypt(call: Call, message: string | undefined, isDirect: boolean): Promise<Part> {
  if (message === undefined) {
    return { text: undefined, seal: { encryption: { to: partnerKeyFor(call, undefined) } } };
  }
  const { header, text, key } = await unlock(call.state, message);
  if (!isDirect) return { text, seal: { encryption: { to: partnerKeyFor(call, header.kid) } } };
  const wrapped = Buffer.from(message.split('.')[1] ?? '', 'base64url');
  return { text, seal: { encryption: { contentKey: privateDecrypt({ key, oaepHash: 'sha256' }, wrapped) } } };
}

// Wise's newest key first; a partner that has not fetched it yet still encrypts for an older one.
async function unlock(state: EmulatorState, message: string) {
  state.wiseKeys.newest('RSA_OAEP_256');
  let reason: unknown;
  for (const { privateKey: key } of state.wiseKeys.all('RSA_OAEP_256').toReversed()) {
    try {
      const found = await compactDecrypt(message, key, {
        keyManagementAlgorithms: ['RSA-OAEP-256'],
        contentEncryptionAlgorithms: ['A256GCM'],
      });
      return {
        header: readHeader(found.protectedHeader),
        text: Buffer.from(found.plaintext).toString(),
        key,
      };
    } catch (error) {
      reason = error;
    }
  }
  throw new Unopened(`JWE: ${reason instanceof Error ? reason.message : 'unreadable'}`);
}

function readHeader(header: CompactJWEHeaderParameters): CompactJWEHeaderParameters {
  if (header.zip !== undefined) throw new Unopened('compression is not supported');
  return header;
}

/** The partner's key that the answer is encrypted for: the header's, the message's own, or the newest. */
function partnerKeyFor({ state, request, clientId, now }: Call, kid: string | undefined): PartnerKey {
  const { [ANSWER_KEY]: named } = request.headers;
  const keyId = typeof named === 'string' ? named : kid;
  const keys = state.partnerKeys.valid(clientId, 'PAYLOAD_ENCRYPTION', now);
  if (keyId === undefined && state.settings.current.joseKeyIdRequired) {
    throw new Unopened('the JWE names no key (kid) for the answer');
  }
  const key = keyId === undefined ? keys.at(-1) : keys.find((each) => each.keyId === keyId);
  if (!key) throw new Unopened(`no valid encryption key ${keyId ?? ''} of this client`);
  return key;
}

async function verify(call: Call, message: string | undefined): Promise<Part> {
  if (message === undefined) return { text: undefined, seal: { signature: answerAlgorithm(call) } };
  try {
    const verified = await compactVerify(message, (header) => signingKeyOf(call, header).key, {
      algorithms: [...SIGNING_ALGORITHMS],
    });
    const { alg } = verified.protectedHeader;
    return { text: Buffer.from(verified.payload).toString(), seal: { signature: alg as SigningAlgorithm } };
  } catch (error) {
    throw new Unverified(`JWS: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
}

/** The key that may have signed this: named or the only one, and uploaded for this very algorithm. */
function signingKeyOf(call: Call, header: CompactJWSHeaderParameters): PartnerKey {
  const { alg, kid, typ = 'JWT', url } = header;
  if (typ.toUpperCase() !== 'JWT') throw new Unverified('typ is not JWT');
  if (!isRightUrl(call, url)) throw new Unverified(`url is ${JSON.stringify(url)}, not that of the request`);
  const valid = call.state.partnerKeys.valid(call.clientId, 'PAYLOAD_SIGNING', call.now);
  const named = kid === undefined ? valid : valid.filter(({ keyId }) => keyId === kid);
  const [key, another] = named;
  if (!key) throw new Unverified(`no valid signing key ${kid ?? ''} of this client`);
  if (another) throw new Unverified('several signing keys are valid and no kid says which');
  if (key.algorithm !== alg) throw new Unverified(`alg is ${alg}, the key is for ${key.algorithm}`);
  return key;
}

function isRightUrl({ state, request }: Call, url: unknown): boolean {
  if (typeof url !== 'string' || url === '') return false;
  const demand = state.settings.current.joseUrl;
  if (demand === 'anything') return true;
  return url === (demand === 'path' ? pathOf(request.url) : request.url);
}

// Nothing was signed that could be mirrored: the partner's newest key tells what it can verify.
function answerAlgorithm({ state, clientId, now }: Call): SigningAlgorithm {
  const newest = state.partnerKeys.valid(clientId, 'PAYLOAD_SIGNING', now).at(-1);
  return (newest?.algorithm as SigningAlgorithm | undefined) ?? 'ES512';
}
