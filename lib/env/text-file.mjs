// Plain JavaScript, because commands read such files before anything is built or compiled.
import { readFileSync } from 'node:fs';

const FIX = 'save it as UTF-8 without a byte order mark';

/**
 * @param {string} path
 * @returns {{ text: string } | { problem: string }} the problem as the end of a sentence that begins with the file's name
 */
export function readText(path) {
  try {
    // without the mark Next packs the whole repository beside each page
    return textOf(readFileSync(/* turbopackIgnore: true */ path));
  } catch {
    return { problem: 'cannot be read' };
  }
}

/**
 * The text of a file that an operator wrote. Windows' editors and PowerShell's `>` write other encodings, in which names and
 * secrets look right on the screen and are not what was meant.
 * @param {Uint8Array} bytes
 * @returns {{ text: string } | { problem: string }}
 */
function textOf(bytes) {
  const [first = 0, second = 0] = bytes;
  // ASN.1 of more than 127 bytes; as text it would be no UTF-8
  if (first === 0x30 && (second === 0x81 || second === 0x82)) {
    return {
      problem:
        'is in DER, a binary form: save it as PEM (openssl x509 -inform der, openssl pkey -inform der)',
    };
  }
  const isUtf16 =
    (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || bytes.includes(0);
  if (isUtf16) return { problem: `is in UTF-16, which cannot be read here: ${FIX}` };
  if (first === 0xef && second === 0xbb) {
    return {
      problem: `begins with a byte order mark (BOM), which would become part of its first name or value: ${FIX}`,
    };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { problem: `is not in UTF-8: ${FIX}` };
  }
}
