import { RootKeyFailure, rootKeyRefuses } from '#vault/keys/root-key-failure';

const BYTES_REFUSED = new Set(['InvalidCiphertextException', 'IncorrectKeyException']);

/** By name; what is not listed may pass. */
const DENIED = new Set([
  'AccessDeniedException',
  'DisabledException',
  'ExpiredTokenException',
  'IncompleteSignatureException',
  'InvalidArnException',
  'InvalidClientTokenIdException',
  'InvalidKeyUsageException',
  'InvalidSignatureException',
  'KMSInvalidStateException',
  'MissingAuthenticationTokenException',
  'NotFoundException',
  'OptInRequired',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

/** What an error of the SDK means. Of its text only the name is kept: the rest is the other side's. */
export function kmsFailure(error: unknown): RootKeyFailure {
  if (error instanceof RootKeyFailure) return error;
  const name = error instanceof Error && /^[A-Za-z]{1,64}$/.test(error.name) ? error.name : 'Error';
  if (BYTES_REFUSED.has(name)) return rootKeyRefuses();
  if (DENIED.has(name))
    return new RootKeyFailure(
      'denied',
      `AWS KMS does not let us (${name}): check the key, its policy and our role`,
    );
  if (name === 'CredentialsProviderError')
    return new RootKeyFailure('unavailable', 'the AWS SDK finds no credentials (docs/runbooks/root-keys.md)');
  return new RootKeyFailure('unavailable', `AWS KMS gave no usable answer (${name})`);
}
