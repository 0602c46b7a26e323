#!/bin/sh
# In Node 24, createCipheriv and createDecipheriv take several times as long with a key of bytes as with a KeyObject: making a
# KeyObject of the bytes for one single use, and throwing it away, is faster than passing them. In Node 20 both cost the same.
# For us: data keys and ring keys are KeyObjects wherever they go (vault/keys); bytes stay in vault/keys/data-keys.ts.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
case $(uname -m) in aarch64 | arm64) arch=arm64 ;; *) arch=x64 ;; esac
npm init -y >/dev/null
npm install --silent --no-audit --no-fund "old@npm:node-linux-$arch@20.20.2" "new@npm:node-linux-$arch@24.21.0"
cat >try.mjs <<'END'
import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto';

const bytes = randomBytes(32);
const key = createSecretKey(bytes);
const nonce = randomBytes(12);
const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
const sealed = Buffer.concat([cipher.update(randomBytes(40)), cipher.final()]);
const tag = cipher.getAuthTag();

function open(withKey) {
  const decipher = createDecipheriv('aes-256-gcm', withKey, nonce, { authTagLength: 16 });
  decipher.setAuthTag(tag);
  return Buffer.concat([decipher.update(sealed), decipher.final()]);
}

/** Microseconds for one, in the best of seven runs: other work on the machine only ever adds. */
function best(act) {
  const runs = Array.from({ length: 7 }, () => {
    const began = process.hrtime.bigint();
    for (let turn = 0; turn < 10_000; turn += 1) act();
    return Number(process.hrtime.bigint() - began) / 10_000 / 1_000;
  });
  return Math.min(...runs);
}

const [ofKey, ofNewKey, ofBytes] = [() => open(key), () => open(createSecretKey(bytes)), () => open(bytes)].map(best);
const text = (us) => `${us.toFixed(1)} us`;
console.log(`Node ${process.versions.node}: ${text(ofKey)} with a KeyObject, ${text(ofNewKey)} with one made for it, ${text(ofBytes)} with bytes`);
const isNew = process.versions.node.startsWith('24.');
const isAsSeen = isNew ? ofBytes > 1.5 * ofNewKey && ofBytes > 3 * ofKey : ofBytes < ofNewKey;
if (!isAsSeen) {
  console.log('changed');
  process.exitCode = 1;
}
END
for node in old new; do "node_modules/$node/bin/node" try.mjs; done
