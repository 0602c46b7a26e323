import { X509Certificate } from 'node:crypto';
import { readText } from './text-file.mjs';

/**
 * What a certificate in a PEM file says of itself.
 *
 * @returns the problem as a sentence that never repeats what is in the file.
 */
export function readCertificateFile(
  file: string,
): { fingerprint256: string; subject: string } | { problem: string } {
  const read = readText(file);
  if ('problem' in read) return { problem: `the file ${file} ${read.problem}` };
  try {
    const { fingerprint256, subject } = new X509Certificate(read.text);
    return { fingerprint256, subject };
  } catch {
    return { problem: `the file ${file} must hold a certificate in PEM` };
  }
}
