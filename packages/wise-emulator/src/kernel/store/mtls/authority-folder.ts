import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CertificateAuthority } from './certificate-authority';
import { CertificateStore } from './certificate-store';

const KEY = 'ca.key.pem';
const CERTIFICATE = 'ca.certificate.pem';
const ISSUED = 'certificates.json';

export type OpenedAuthority = { authority: CertificateAuthority; certificates: CertificateStore };

/**
 * A new authority, or the one kept in this folder with all it signed, so that a restart breaks no partner's trust.
 * Throws when the folder holds only half of one.
 */
export async function openAuthority(folder: string | undefined): Promise<OpenedAuthority> {
  const certificates = new CertificateStore();
  if (folder === undefined) return { authority: await CertificateAuthority.create(), certificates };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const authority = await restoreOrCreate(folder);
  const issued = path.join(folder, ISSUED);
  if (existsSync(issued)) certificates.load(JSON.parse(readFileSync(issued, 'utf8')));
  certificates.onChange(() => writeWhole(issued, JSON.stringify(certificates, null, 2)));
  return { authority, certificates };
}

async function restoreOrCreate(folder: string): Promise<CertificateAuthority> {
  const [keyFile, certificateFile] = [path.join(folder, KEY), path.join(folder, CERTIFICATE)];
  if (existsSync(certificateFile)) {
    return CertificateAuthority.restore({
      key: readFileSync(keyFile, 'utf8'),
      certificate: readFileSync(certificateFile, 'utf8'),
    });
  }
  const authority = await CertificateAuthority.create();
  const { key, certificate } = await authority.keep();
  writeWhole(keyFile, key);
  writeWhole(certificateFile, certificate);
  return authority;
}

// Written beside and renamed: whoever is killed half-way leaves the old file whole.
function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
