#!/usr/bin/env bash
# SoftHSM 2.6.1 (Debian 12's libsofthsm2 2.6.1-2.1) through pkcs11js 2.1.7: C_WrapKey by CKM_AES_KEY_WRAP_PAD, which is RFC 5649 there,
# wraps a secret of 20 bytes with four zeros behind it, and 24 bytes come back: an HMAC key of SHA-1's length is another value after it
# was wrapped and unwrapped, without an error. What Node wraps by RFC 5649 it unwraps right, to 20 bytes. The length that the wrapped
# bytes name (RFC 5649 section 3) is 24 already, so the zeros are added before the mechanism pads, as they are for CKM_AES_KEY_WRAP
# (softhsm/SoftHSMv2, pull request 307), which needs them.
# Expected: the 20 bytes; padding is what this mechanism adds to CKM_AES_KEY_WRAP. 16 and 32 bytes come back right.
# For us: the vault wraps keys of 32 bytes alone by it (docs/decisions/058).
# Debian 12 with a C++ compiler, make and python3: pkcs11js is built when it is installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts=false pkcs11js@2.1.7
apt-get download -q libsofthsm2=2.6.1-2.1 >/dev/null 2>&1
dpkg -x libsofthsm2_*.deb softhsm
mkdir tokens
printf 'directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n' "$folder/tokens" >softhsm2.conf
export SOFTHSM2_CONF=$folder/softhsm2.conf
cat >try.js <<'J'
const { createCipheriv, createDecipheriv, randomBytes } = require('node:crypto');
const p11 = require('pkcs11js');

const device = new p11.PKCS11();
device.load(process.argv[2]);
device.C_Initialize();
const [free] = device.C_GetSlotList(true);
device.C_InitToken(free, '5678', 'token'.padEnd(32));
const slot = device.C_GetSlotList(true).find((each) => device.C_GetTokenInfo(each).label.trim() === 'token');
const session = device.C_OpenSession(slot, p11.CKF_SERIAL_SESSION | p11.CKF_RW_SESSION);
device.C_Login(session, p11.CKU_SO, '5678');
device.C_InitPIN(session, '1234');
device.C_Logout(session);
device.C_Login(session, p11.CKU_USER, '1234');

const mechanism = { mechanism: p11.CKM_AES_KEY_WRAP_PAD, parameter: null };
const initial = Buffer.from('A65959A6', 'hex');
const wrapping = randomBytes(32);
const secret = (...more) => [
  { type: p11.CKA_CLASS, value: p11.CKO_SECRET_KEY },
  { type: p11.CKA_KEY_TYPE, value: p11.CKK_GENERIC_SECRET },
  { type: p11.CKA_SENSITIVE, value: false },
  { type: p11.CKA_EXTRACTABLE, value: true },
  ...more,
];
const by = device.C_CreateObject(session, [
  { type: p11.CKA_CLASS, value: p11.CKO_SECRET_KEY },
  { type: p11.CKA_KEY_TYPE, value: p11.CKK_AES },
  { type: p11.CKA_WRAP, value: true },
  { type: p11.CKA_UNWRAP, value: true },
  { type: p11.CKA_VALUE, value: wrapping },
]);

function unwrapped(bytes) {
  const key = device.C_UnwrapKey(session, mechanism, by, bytes, secret());
  return device.C_GetAttributeValue(session, key, [{ type: p11.CKA_VALUE }])[0].value;
}
function wrappedByNode(value) {
  const cipher = createCipheriv('id-aes256-wrap-pad', wrapping, initial);
  return Buffer.concat([cipher.update(value), cipher.final()]);
}
function unwrappedByNode(bytes) {
  const decipher = createDecipheriv('id-aes256-wrap-pad', wrapping, initial);
  return Buffer.concat([decipher.update(bytes), decipher.final()]);
}
function compared(value, other) {
  if (other.equals(value)) return 'the same';
  const zeros = other.length - value.length;
  return other.equals(Buffer.concat([value, Buffer.alloc(zeros)])) ? `${zeros} zeros more` : 'another';
}

console.log(`${device.C_GetInfo().libraryDescription.trim()} ${Object.values(device.C_GetInfo().libraryVersion).join('.')}`);
for (const length of [16, 20, 32, 33]) {
  const value = Buffer.alloc(length, 0xab);
  const key = device.C_CreateObject(session, secret({ type: p11.CKA_VALUE, value }));
  const wrapped = device.C_WrapKey(session, mechanism, by, key, Buffer.alloc(100));
  const own = compared(value, unwrapped(wrapped));
  const node = compared(value, unwrappedByNode(wrapped));
  const back = compared(value, unwrapped(wrappedByNode(value)));
  console.log(`${length} bytes: wrapped by it ${own}, and for Node ${node}; wrapped by Node ${back}`);
}
device.C_Finalize();
J
node try.js "$(find softhsm -name libsofthsm2.so | head -1)" | tee seen
cat >wanted <<'W'
Implementation of PKCS11 2.6
16 bytes: wrapped by it the same, and for Node the same; wrapped by Node the same
20 bytes: wrapped by it 4 zeros more, and for Node 4 zeros more; wrapped by Node the same
32 bytes: wrapped by it the same, and for Node the same; wrapped by Node the same
33 bytes: wrapped by it 7 zeros more, and for Node 7 zeros more; wrapped by Node the same
W
diff wanted seen
