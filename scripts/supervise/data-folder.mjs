import fs from 'node:fs';
import path from 'node:path';
import { codeOf } from '../error.mjs';

/** @type {Record<string, string>} */
const REASONS = {
  EACCES: 'this account may not write there',
  EFBIG: 'files may not grow there',
  EDQUOT: 'its quota is used up',
  EEXIST: 'a file stands in its place',
  ENOSPC: 'its disk is full',
  ENOTDIR: 'a file stands in its place',
  EPERM: 'this account may not write there',
  EROFS: 'it is read-only',
};

/**
 * Makes the data folder if need be, and proves that it can be written.
 * @param {string} dataDir
 * @throws naming the folder, the reason and the setting
 */
export function checkDataFolder(dataDir) {
  const file = path.join(dataDir, `.check-${process.pid}`);
  try {
    fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const fd = fs.openSync(file, 'w', 0o600);
    try {
      fs.writeFileSync(fd, Buffer.alloc(4096));
      // some file systems notice only now that they are full
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
      fs.rmSync(file, { force: true });
    }
  } catch (error) {
    throw new Error(
      `the data folder ${dataDir} cannot be written (${REASONS[codeOf(error)] ?? codeOf(error)}): make room or give this ` +
        'account the right to, or choose another with CONNECT_DATA_DIR=…',
    );
  }
}
