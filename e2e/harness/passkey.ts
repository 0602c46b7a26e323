import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { OutsideDatabase } from './database';

/** What an authenticator of the browser's own has: a screen lock that is always opened. */
const AUTHENTICATOR = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
} as const;

/** Gives the page's browser a virtual authenticator without any passkey. */
export async function addAuthenticator(page: Page) {
  const client = await page.context().newCDPSession(page);
  await client.send('WebAuthn.enable');
  const { authenticatorId } = await client.send('WebAuthn.addVirtualAuthenticator', {
    options: AUTHENTICATOR,
  });
  return { client, authenticatorId };
}

/** Gives the page's browser a passkey of this member of staff, enrolled already. */
export async function givePasskey(page: Page, database: OutsideDatabase, email: string): Promise<void> {
  const { client, authenticatorId } = await addAuthenticator(page);
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const id = randomBytes(16);
  await client.send('WebAuthn.addCredential', {
    authenticatorId,
    credential: {
      credentialId: id.toString('base64'),
      isResidentCredential: false,
      rpId: 'localhost',
      privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
      signCount: 0,
    },
  });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  // COSE (RFC 9053 7.1.1): a map of kty EC2, alg ES256, crv P-256, x and y
  const cose = Buffer.concat([
    Buffer.from('a5010203262001215820', 'hex'),
    Buffer.from(x, 'base64url'),
    Buffer.from('225820', 'hex'),
    Buffer.from(y, 'base64url'),
  ]);
  await database.owner(
    `INSERT INTO vault.passkeys (staff_id, credential_id, public_key, sign_count, transports, is_backed_up, name)
     SELECT id, $2, $3, 0, '{internal}', false, 'Virtual' FROM staff WHERE email = $1`,
    [email, id.toString('base64url'), cose],
  );
}
