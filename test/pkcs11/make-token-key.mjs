// Makes keys in a test's token, as an operator would with pkcs11-tool: `node make-token-key.mjs '<JSON>'`. A process of its own,
// because SoftHSM reads its configuration once.
import pkcs11 from 'pkcs11js';

/** @type {{ library: string; token: string; pin: string; keys: { label: string; value?: string; extractable?: boolean; bytes?: number }[] }} */
const { library, token, pin, keys } = JSON.parse(process.argv[2] ?? '');
const device = new pkcs11.PKCS11();
device.load(library);
device.C_Initialize();
const slot = device.C_GetSlotList(true).find((each) => device.C_GetTokenInfo(each).label.trim() === token);
if (slot === undefined) throw new Error('no such token');
const session = device.C_OpenSession(slot, pkcs11.CKF_SERIAL_SESSION | pkcs11.CKF_RW_SESSION);
device.C_Login(session, pkcs11.CKU_USER, pin);
for (const { label, value, extractable = false, bytes = 32 } of keys) {
  const template = [
    { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_SECRET_KEY },
    { type: pkcs11.CKA_KEY_TYPE, value: pkcs11.CKK_AES },
    { type: pkcs11.CKA_TOKEN, value: true },
    { type: pkcs11.CKA_PRIVATE, value: true },
    { type: pkcs11.CKA_LABEL, value: label },
    { type: pkcs11.CKA_SENSITIVE, value: true },
    { type: pkcs11.CKA_EXTRACTABLE, value: extractable },
    ...['ENCRYPT', 'DECRYPT', 'WRAP', 'UNWRAP'].map((use) => ({
      type: Number(Reflect.get(pkcs11, `CKA_${use}`)),
      value: true,
    })),
  ];
  if (value !== undefined) {
    device.C_CreateObject(session, [
      ...template,
      { type: pkcs11.CKA_VALUE, value: Buffer.from(value, 'hex') },
    ]);
  } else {
    const mechanism = { mechanism: pkcs11.CKM_AES_KEY_GEN };
    device.C_GenerateKey(session, mechanism, [...template, { type: pkcs11.CKA_VALUE_LEN, value: bytes }]);
  }
}
device.C_Logout(session);
device.C_Finalize();
