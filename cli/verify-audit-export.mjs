// Verifies an export of the audit trail without its database and without any secret. It is one file that needs Node.js and
// nothing else: copy it to wherever exports are kept.
//
//   node verify-audit-export.mjs <export.ndjson> <public-key.pem> [<sequence>:<mac>[:<day>:<signature>] …]
//
// The public key comes from the operator (npm run audit -- public-key), not from the export. Heads of the chain that were
// received on other ways, such as the daily one, are compared with the entries that the export has.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const USAGE =
  'usage: node verify-audit-export.mjs <export.ndjson> <public-key.pem> [<sequence>:<mac>[:<day>:<signature>] …]';
const FORMAT = 'connect-wise audit export 1';
const HEAD_FORMAT = 'connect-wise audit head 1';
const HEAD = /^(\d+):([0-9a-f]{64})(?::(\d{4}-\d\d-\d\d):([A-Za-z0-9+/=]+))?$/;
const MAX_LINE = 10_000_000;
const LINE = /^(.*),"hash":"([0-9a-f]{64})"(?:,"signature":"([A-Za-z0-9+/=]+)")?\}$/su;

/** @typedef {{ entries: number; first: string | undefined; last: string; keyId: string; madeAt: string }} Verified */

/** @typedef {{ sequence: string; mac: string; day?: string | undefined; signature?: string | undefined }} Head */

/** What is wrong, and in which line. */
export class Altered extends Error {}

/**
 * @param {AsyncIterable<Buffer>} source the bytes of an export
 * @param {string} publicKey PEM
 * @param {readonly Head[]} [heads] of the chain, received otherwise
 * @returns {Promise<Verified>}
 * @throws {Altered}
 */
export async function verifyExport(source, publicKey, heads = []) {
  const key = createPublicKey(publicKey);
  const pem = key.export({ format: 'pem', type: 'spki' }).toString();
  let hash = '0'.repeat(64);
  let number = 0;
  let entries = 0;
  /** @type {string | undefined} */
  let first;
  let [last, keyId, madeAt] = ['', '', ''];
  let [hasEnd, signedUpTo] = [false, 0];
  for (const head of heads) assertSigned(head, key);
  const open = new Map(heads.map(({ sequence, mac }) => [sequence, mac]));
  for await (const bytes of lines(source)) {
    number += 1;
    /** @param {string} what @returns {never} */
    const wrong = (what) => {
      throw new Altered(`line ${number} (after entry ${last || 'none'} of the chain): ${what}`);
    };
    if (hasEnd) wrong('something stands after the last line');
    const text = bytes.toString('utf8');
    if (!Buffer.from(text, 'utf8').equals(bytes)) wrong('it is not UTF-8');
    const [, body = wrong('it is not a line of an export'), claimed, signature] = LINE.exec(text) ?? [];
    hash = createHash('sha256').update(hash).update(body, 'utf8').digest('hex');
    if (hash !== claimed) wrong('its bytes were changed, or a line before it is missing');
    const value = JSON.parse(`${body}}`);
    if (signature !== undefined) {
      const isSigned = verify(null, Buffer.from(`${FORMAT}\n${hash}`), key, Buffer.from(signature, 'base64'));
      if (!isSigned)
        wrong(
          number === 1
            ? 'it was signed with another key, or changed'
            : `its signature does not fit: something after line ${signedUpTo} was changed`,
        );
      signedUpTo = number;
    }
    if (number === 1) {
      if (value.format !== FORMAT || signature === undefined) wrong('it is not the first line of an export');
      if (value.key.publicKey !== pem) wrong(`it names another public key, of "${value.key.id}"`);
      [last, keyId, madeAt] = [value.after.sequence, value.key.id, value.madeAt];
    } else if (value.seal !== undefined) {
      if (BigInt(value.seal.sequence) !== BigInt(last) + 1n)
        wrong(`entry ${BigInt(last) + 1n} of the chain is missing`);
      last = value.seal.sequence;
      first ??= last;
      entries += 1;
      if (!isPersonalRight(value, body)) wrong('its personal data does not fit its digest');
      const head = open.get(last);
      if (head !== undefined && head !== value.seal.mac)
        wrong(
          `entry ${last} has another seal than the head that was given: history was written anew before it`,
        );
      open.delete(last);
    } else if (value.signed !== undefined) {
      if (value.signed !== entries || signature === undefined) wrong('its count of entries is wrong');
    } else if (value.end !== undefined) {
      if (value.end.entries !== entries || value.end.head.sequence !== last || signature === undefined)
        wrong('its count of entries is wrong');
      hasEnd = true;
    } else wrong('it is not a line of an export');
  }
  if (!hasEnd) throw new Altered(`the export ends after line ${number}: its last line is missing`);
  for (const sequence of open.keys())
    throw new Altered(`the export has no entry ${sequence} to compare the head with`);
  return { entries, first, last, keyId, madeAt };
}

/**
 * A head with its signature was made by the vault; without one it counts as much as the way on which it came.
 * @param {Head} head
 * @param {import('node:crypto').KeyObject} key
 */
function assertSigned({ sequence, mac, day, signature }, key) {
  if (signature === undefined) return;
  const bytes = Buffer.from(`${HEAD_FORMAT}\n${day}\n${sequence}:${mac}`);
  if (verify(null, bytes, key, Buffer.from(signature, 'base64'))) return;
  throw new Altered(`the head ${sequence} of ${day} was signed with another key, or made up`);
}

/**
 * The digest is of the salt and the bytes as they stand, so they are cut out of the line.
 * @param {{ entry: { personalDigest: string | null }; personal?: { salt: string } }} value
 * @param {string} body
 */
function isPersonalRight({ entry, personal }, body) {
  if (personal === undefined) return true;
  const start = `,"personal":{"salt":"${personal.salt}","data":`;
  const data = body.slice(body.lastIndexOf(start) + start.length, -1);
  const digest = createHash('sha256')
    .update(Buffer.from(personal.salt, 'hex'))
    .update(data, 'utf8')
    .digest('hex');
  return digest === entry.personalDigest;
}

/**
 * By the line feed alone: a name may hold other line separators of Unicode.
 * @param {AsyncIterable<Buffer>} source
 */
async function* lines(source) {
  /** @type {Buffer[]} */
  let parts = [];
  let size = 0;
  for await (const chunk of source) {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      parts.push(chunk.subarray(from, at));
      yield parts.length === 1 ? chunk.subarray(from, at) : Buffer.concat(parts);
      [parts, size, from] = [[], 0, at + 1];
    }
    if (from === chunk.length) continue;
    parts.push(chunk.subarray(from));
    size += chunk.length - from;
    if (size > MAX_LINE) throw new Altered('a line is longer than any of an export');
  }
  if (parts.length > 0) yield Buffer.concat(parts);
}

/**
 * @param {string} word
 * @returns {Head | undefined} undefined: it is none
 */
export function readHead(word) {
  const [, sequence, mac, day, signature] = HEAD.exec(word) ?? [];
  return sequence === undefined || mac === undefined ? undefined : { sequence, mac, day, signature };
}

/** @param {string[]} words */
async function main(words) {
  const [file, keyFile, ...given] = words;
  const heads = given.map((word) => readHead(word));
  if (file === undefined || keyFile === undefined || heads.includes(undefined)) {
    console.error(USAGE);
    return 2;
  }
  try {
    const known = heads.filter((head) => head !== undefined);
    const { entries, first, last, keyId, madeAt } = await verifyExport(
      createReadStream(file),
      readFileSync(keyFile, 'utf8'),
      known,
    );
    const range = first === undefined ? '' : ` (${first} to ${last} of the chain)`;
    console.log(`${entries} entries verified${range}, signed with the key "${keyId}" at ${madeAt}`);
    return 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.error(error instanceof Altered ? message : `it could not be verified: ${message}`);
    return 1;
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  process.exitCode = await main(process.argv.slice(2));
