// Seals a file of grants for a vault's import key, where the partner keeps them. It is one file that needs Node.js and nothing
// else, and no secret of the vault: copy it to wherever the grants are.
//
//   node seal-grants.mjs <import-key.json> < grants.ndjson > grants.sealed
//
// What it writes is a JWE in compact form (RFC 7516): RSA-OAEP-256, A256GCM. Any other JOSE library makes the same.
import { constants, createCipheriv, createPublicKey, publicEncrypt, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

const USAGE = 'usage: node seal-grants.mjs <import-key.json> < grants.ndjson > grants.sealed';
const MIN_BITS = 2048;

/**
 * @param {Buffer} plaintext one JSON object a line
 * @param {string} key the public key as `npm run import -- key` prints it
 * @returns {string} a JWE
 */
export function sealGrants(plaintext, key) {
  // a byte order mark, from an editor of Windows
  const jwk = JSON.parse(key.replace(/^\uFEFF/, ''));
  if ('d' in jwk) throw new Error('this is a private key: the vault never gives one away');
  if (jwk.kty !== 'RSA' || jwk.alg !== 'RSA-OAEP-256' || typeof jwk.kid !== 'string')
    throw new Error('this is no import key');
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
  if ((publicKey.asymmetricKeyDetails?.modulusLength ?? 0) < MIN_BITS)
    throw new Error('the key is too short');
  const contentKey = randomBytes(32);
  const header = base64url(JSON.stringify({ alg: 'RSA-OAEP-256', enc: 'A256GCM', kid: jwk.kid }));
  const wrapped = publicEncrypt(
    { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
    contentKey,
  );
  const iv = randomBytes(12);
  // RFC 7516 §5.1: the encoded header is what is authenticated besides
  const cipher = createCipheriv('aes-256-gcm', contentKey, iv).setAAD(Buffer.from(header, 'ascii'));
  const sealed = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  contentKey.fill(0);
  return [header, ...[wrapped, iv, sealed, cipher.getAuthTag()].map(base64url)].join('.');
}

/** @param {string | Buffer} bytes */
const base64url = (bytes) => Buffer.from(bytes).toString('base64url');

async function main() {
  const [file, ...rest] = process.argv.slice(2);
  if (file === undefined || file.startsWith('-') || rest.length > 0) {
    const isHelp = file === '--help' || file === '-h';
    (isHelp ? console.log : console.error)(USAGE);
    process.exitCode = isHelp ? 0 : 2;
    return;
  }
  try {
    process.stdout.write(`${sealGrants(await buffer(process.stdin), readFileSync(file, 'utf8'))}\n`);
  } catch (error) {
    console.error(`Nothing was sealed: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
