import { CompactEncrypt, CompactSign } from 'jose';
import type { Answer } from '#emulator/kernel/http/answer';
import type { EmulatorState } from '#emulator/kernel/state';
import type { SigningAlgorithm } from '#emulator/kernel/store/jose/algorithms';
import type { PartnerKey } from '#emulator/kernel/store/jose/partner-keys';

/** How an answer is wrapped: signed with Wise's key, encrypted for the partner or under the request's content key. */
export type Seal = {
  signature?: SigningAlgorithm;
  encryption?: { to: PartnerKey } | { contentKey: Uint8Array };
};

/** Signs, then encrypts. Errors and empty answers go as they are. */
export async function sealAnswer(state: EmulatorState, seal: Seal, answer: Answer): Promise<Answer> {
  if (answer.body === '' || answer.status >= 400) return answer;
  const signed = seal.signature ? await sign(state, seal.signature, answer.body) : answer.body;
  const body = seal.encryption ? await encrypt(seal.encryption, signed) : signed;
  return { ...answer, headers: { ...answer.headers, 'content-type': 'application/jose+json' }, body };
}

// As Wise's sample: the version of its key instead of a kid.
function sign(state: EmulatorState, alg: SigningAlgorithm, text: string): Promise<string> {
  const { version, privateKey } = state.wiseKeys.newest(alg);
  return new CompactSign(Buffer.from(text)).setProtectedHeader({ version, alg }).sign(privateKey);
}

function encrypt(encryption: NonNullable<Seal['encryption']>, text: string): Promise<string> {
  const message = new CompactEncrypt(Buffer.from(text));
  if ('contentKey' in encryption) {
    return message.setProtectedHeader({ enc: 'A256GCM', alg: 'dir' }).encrypt(encryption.contentKey);
  }
  const { keyId: kid, key } = encryption.to;
  return message.setProtectedHeader({ kid, enc: 'A256GCM', alg: 'RSA-OAEP-256' }).encrypt(key);
}
