// Verifies the report of an incident without its database and without any secret. It is one file that needs Node.js and nothing
// else: copy it to wherever reports are kept.
//
//   node verify-incident-report.mjs <report.ndjson> <public-key.pem>
//
// The public key comes from the operator (npm run audit -- public-key), not from the report.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const USAGE = 'usage: node verify-incident-report.mjs <report.ndjson> <public-key.pem>';
const FORMAT = 'connect-wise incident report 1';
const LINE = /^(.*),"hash":"([0-9a-f]{64})","signature":"([A-Za-z0-9+/=]+)"\}$/su;

/** @typedef {{ lines: number; incident: string; keyId: string }} Verified */

/** What is wrong, and in which line. */
export class Altered extends Error {}

/**
 * @param {Buffer} bytes of a report
 * @param {string} publicKey PEM
 * @returns {Verified}
 * @throws {Altered}
 */
export function verifyReport(bytes, publicKey) {
  const key = createPublicKey(publicKey);
  const pem = key.export({ format: 'pem', type: 'spki' }).toString();
  let hash = '0'.repeat(64);
  let [incident, keyId, title, hasEnd] = ['', '', 'nothing', false];
  const lines = linesOf(bytes);
  lines.forEach((line, index) => {
    const number = index + 1;
    /** @param {string} what @returns {never} */
    const wrong = (what) => {
      throw new Altered(`line ${number} (after ${title}): ${what}`);
    };
    if (hasEnd) wrong('something stands after the last line');
    const text = line.toString('utf8');
    if (!Buffer.from(text, 'utf8').equals(line)) wrong('it is not UTF-8');
    const [, body = wrong('it is not a line of a report'), claimed, signature = ''] = LINE.exec(text) ?? [];
    hash = createHash('sha256').update(hash).update(body, 'utf8').digest('hex');
    if (hash !== claimed) wrong('its bytes were changed, or a line before it is missing');
    if (!verify(null, Buffer.from(`${FORMAT}\n${hash}`), key, Buffer.from(signature, 'base64')))
      wrong('it was signed with another key, or changed');
    const fact = JSON.parse(`${body}}`);
    if (index === 0) {
      if (fact.format !== FORMAT) wrong('it is not the first line of a report');
      if (fact.key.publicKey !== pem) wrong(`it names another public key, of "${fact.key.id}"`);
      keyId = fact.key.id;
    }
    if (fact.incident !== undefined) incident = fact.incident.id;
    if (fact.end !== undefined) {
      if (fact.end.lines !== number) wrong('its count of lines is wrong');
      hasEnd = true;
    }
    title = fact.step === undefined ? `"${Object.keys(fact)[0]}"` : `step "${fact.step.name}"`;
  });
  if (!hasEnd) throw new Altered(`the report ends after line ${lines.length}: its last line is missing`);
  return { lines: lines.length, incident, keyId };
}

/**
 * By the line feed alone, and nothing may follow the last one.
 * @param {Buffer} bytes
 */
function linesOf(bytes) {
  /** @type {Buffer[]} */
  const lines = [];
  let from = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, from)) {
    lines.push(bytes.subarray(from, at));
    from = at + 1;
  }
  return from === bytes.length ? lines : [...lines, bytes.subarray(from)];
}

/** @param {string[]} words */
function main(words) {
  const [file, keyFile, ...rest] = words;
  if (file === undefined || keyFile === undefined || rest.length > 0) {
    console.error(USAGE);
    return 2;
  }
  try {
    const { lines, incident, keyId } = verifyReport(readFileSync(file), readFileSync(keyFile, 'utf8'));
    console.log(`${lines} lines verified, of incident ${incident}, signed with the key "${keyId}"`);
    return 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.error(error instanceof Altered ? message : `it could not be verified: ${message}`);
    return 1;
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  process.exitCode = main(process.argv.slice(2));
