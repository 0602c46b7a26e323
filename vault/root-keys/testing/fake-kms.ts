import type { IncomingMessage } from 'node:http';
import { FakeService, toyKeys } from './fake-service';

const ACCOUNT = 'arn:aws:kms:eu-west-1:111122223333:key';
export const KMS_KEY = `${ACCOUNT}/11111111-2222-3333-4444-555555555555`;
export const KMS_STRANGER = `${ACCOUNT}/99999999-2222-3333-4444-555555555555`;
export const KMS_DISABLED = `${ACCOUNT}/00000000-2222-3333-4444-555555555555`;
const KEYS = new Map([
  [KMS_KEY, 'Enabled'],
  [KMS_STRANGER, 'Enabled'],
  [KMS_DISABLED, 'Disabled'],
]);
/** The one access key that is let in; signatures are not looked at. */
export const ACCESS_KEY = 'AKIDTHATISRIGHT';

type Asked = { KeyId?: string; Plaintext?: string; CiphertextBlob?: string; EncryptionContext?: object };

/** A fake of AWS KMS: the JSON 1.1 protocol of three operations, as the real SDK speaks it. It is no AWS. */
export function fakeKms(): FakeService {
  return new FakeService((request, body) => {
    const asked = JSON.parse(body) as Asked;
    const authorization = request.headers.authorization ?? '';
    if (!authorization.includes(`Credential=${ACCESS_KEY}/`)) return refusal('UnrecognizedClientException');
    const state = KEYS.get(asked.KeyId ?? '');
    if (asked.KeyId === undefined || state === undefined) return refusal('NotFoundException');
    if (target(request) === 'DescribeKey') {
      const KeyMetadata = { KeyId: asked.KeyId, KeyState: state, KeySpec: 'SYMMETRIC_DEFAULT' };
      return { status: 200, json: { KeyMetadata } };
    }
    if (state !== 'Enabled') return refusal('DisabledException');
    return target(request) === 'Encrypt' ? encrypt(asked.KeyId, asked) : decrypt(asked.KeyId, asked);
  });
}

const target = (request: IncomingMessage) =>
  String(request.headers['x-amz-target']).replace('TrentService.', '');
const refusal = (name: string) => ({
  status: 400,
  json: { __type: name, message: 'the other side says so' },
});
const contextText = ({ EncryptionContext }: Asked) =>
  JSON.stringify(Object.entries(EncryptionContext ?? {}).sort());

function encrypt(key: string, asked: Asked) {
  const sealed = toyKeys.seal(key, Buffer.from(asked.Plaintext ?? '', 'base64'), contextText(asked));
  return { status: 200, json: { KeyId: key, CiphertextBlob: sealed.toString('base64') } };
}

function decrypt(key: string, asked: Asked) {
  const sealed = Buffer.from(asked.CiphertextBlob ?? '', 'base64');
  const opened = toyKeys.open(key, sealed, contextText(asked));
  if (opened === undefined) return refusal('InvalidCiphertextException');
  return { status: 200, json: { KeyId: key, Plaintext: opened.toString('base64') } };
}
