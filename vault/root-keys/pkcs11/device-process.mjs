// A process of its own for the maker's PKCS#11 library: its calls block, and a device that hangs would stop every vend. It
// can be ended at any time, and a crash in the library ends no vault. Started and asked by device.ts.

/**
 * @typedef {object} DeviceSettings
 * @property {string} module file of the library
 * @property {string} token label
 * @property {string} pin
 */

/**
 * @typedef {'encrypt' | 'decrypt' | 'wrap' | 'unwrap' | 'inspect'} DeviceAct
 *
 * @typedef {object} DeviceRequest
 * @property {number} id
 * @property {DeviceAct} act
 * @property {string} key label of the root key
 * @property {Uint8Array} [input]
 * @property {Uint8Array} [nonce]
 * @property {Uint8Array} [associatedData]
 */

/**
 * @typedef {'library' | 'token' | 'login' | 'key' | 'act'} DeviceStep
 *
 * @typedef {{ id: number; output: Uint8Array } | { id: number; step: DeviceStep; code: number | undefined }} DeviceReply
 */

/** @typedef {import('pkcs11js').PKCS11} Pkcs11 */

const CKR_USER_ALREADY_LOGGED_IN = 0x100;
const CKR_CRYPTOKI_ALREADY_INITIALIZED = 0x191;
const KEY_BYTES = 32;

/** Where it went wrong, and PKCS#11's own number; no text of the library leaves this process. */
class StepError extends Error {
  /** @param {DeviceStep} step @param {unknown} cause */
  constructor(step, cause) {
    super(step, { cause });
    this.step = step;
    this.code = codeOf(cause);
  }
}

/**
 * `C_FindObjects` of pkcs11js 2.1.7 throws the raw error, which has the number in its text alone.
 *
 * @param {unknown} error
 */
function codeOf(error) {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'number' && error.code > 0) return error.code;
  const found = /CKR_\w+:(\d+)/.exec(error.message);
  return found?.[1] === undefined ? undefined : Number(found[1]);
}

/**
 * @template Value
 * @param {DeviceStep} step
 * @param {() => Value} run
 */
function at(step, run) {
  try {
    return run();
  } catch (error) {
    throw error instanceof StepError ? error : new StepError(step, error);
  }
}

/** @param {DeviceSettings} settings */
async function openLibrary({ module }) {
  const loaded = await import('pkcs11js').catch((error) => {
    throw new StepError('library', error);
  });
  const pkcs11 = loaded.default ?? loaded;
  const library = at('library', () => {
    const opened = new pkcs11.PKCS11();
    opened.load(module);
    try {
      opened.C_Initialize();
    } catch (error) {
      if (codeOf(error) !== CKR_CRYPTOKI_ALREADY_INITIALIZED) throw error;
    }
    return opened;
  });
  return { pkcs11, library };
}

/** @typedef {Awaited<ReturnType<typeof openLibrary>>} Opened */

/**
 * Logs in once, whatever is asked at the same time: a wrong PIN that is tried again may lock the token.
 *
 * @param {Opened} opened
 * @param {DeviceSettings} settings
 */
function logIn({ pkcs11, library }, { token, pin }) {
  const session = at('token', () => {
    // labels are padded with blanks to 32 characters
    const slot = library
      .C_GetSlotList(true)
      .find((each) => library.C_GetTokenInfo(each).label.trim() === token);
    if (slot === undefined) throw new Error('no such token');
    return library.C_OpenSession(slot, pkcs11.CKF_SERIAL_SESSION | pkcs11.CKF_RW_SESSION);
  });
  at('login', () => {
    try {
      library.C_Login(session, pkcs11.CKU_USER, pin);
    } catch (error) {
      if (codeOf(error) !== CKR_USER_ALREADY_LOGGED_IN) throw error;
    }
  });
  return session;
}

/**
 * The one AES-256 key with this label that cannot leave the token.
 *
 * @param {Opened} opened
 * @param {Buffer} session
 * @param {string} label
 */
function findRootKey({ pkcs11, library }, session, label) {
  library.C_FindObjectsInit(session, [
    { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_SECRET_KEY },
    { type: pkcs11.CKA_KEY_TYPE, value: pkcs11.CKK_AES },
    { type: pkcs11.CKA_LABEL, value: label },
  ]);
  const found = library.C_FindObjects(session, 2);
  library.C_FindObjectsFinal(session);
  const [key, another] = found;
  if (key === undefined || another !== undefined) throw new Error('not exactly one key');
  const [length, extractable, sensitive] = library
    .C_GetAttributeValue(session, key, [
      { type: pkcs11.CKA_VALUE_LEN },
      { type: pkcs11.CKA_EXTRACTABLE },
      { type: pkcs11.CKA_SENSITIVE },
    ])
    .map(({ value }) => Buffer.from(/** @type {Buffer} */ (value)));
  if (length?.readUInt32LE(0) !== KEY_BYTES) throw new Error('no key of 256 bits');
  if (extractable?.[0] !== 0 || sensitive?.[0] !== 1) throw new Error('it could leave the token');
  return key;
}

/**
 * @param {Opened} opened
 * @param {Buffer} session
 * @param {Buffer} key
 * @param {DeviceRequest} request
 * @returns {Uint8Array}
 */
function act(opened, session, key, request) {
  const { pkcs11, library } = opened;
  const input = Buffer.from(request.input ?? []);
  const gcm = {
    mechanism: pkcs11.CKM_AES_GCM,
    parameter: {
      type: pkcs11.CK_PARAMS_AES_GCM_v240,
      iv: Buffer.from(request.nonce ?? []),
      // all four, always: without ivBits it is a TypeError before the call
      ivBits: 96,
      aad: Buffer.from(request.associatedData ?? []),
      tagBits: 128,
    },
  };
  switch (request.act) {
    case 'inspect':
      return Buffer.alloc(0);
    case 'encrypt':
      library.C_EncryptInit(session, gcm, key);
      return library.C_Encrypt(session, input, Buffer.alloc(input.byteLength + 64));
    case 'decrypt':
      library.C_DecryptInit(session, gcm, key);
      return library.C_Decrypt(session, input, Buffer.alloc(input.byteLength + 64));
    case 'wrap':
      return wrap(opened, session, key, input);
    case 'unwrap':
      return unwrap(opened, session, key, input);
  }
}

/** @param {Opened} opened @param {boolean} isNew */
function wrappedKeyTemplate({ pkcs11 }, isNew) {
  return [
    { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_SECRET_KEY },
    { type: pkcs11.CKA_KEY_TYPE, value: pkcs11.CKK_AES },
    { type: pkcs11.CKA_TOKEN, value: false },
    { type: pkcs11.CKA_EXTRACTABLE, value: true },
    { type: pkcs11.CKA_SENSITIVE, value: false },
    // no CKA_VALUE_LEN: SoftHSM takes none when it unwraps (CKR_ATTRIBUTE_READ_ONLY)
    ...(isNew ? [{ type: pkcs11.CKA_PRIVATE, value: true }] : []),
  ];
}

/** @param {Opened} opened @param {Buffer} session @param {Buffer} key @param {Buffer} input */
function wrap(opened, session, key, input) {
  const { pkcs11, library } = opened;
  const object = library.C_CreateObject(session, [
    ...wrappedKeyTemplate(opened, true),
    { type: pkcs11.CKA_VALUE, value: input },
  ]);
  try {
    return library.C_WrapKey(session, keyWrapPad(opened), key, object, Buffer.alloc(input.byteLength + 64));
  } finally {
    library.C_DestroyObject(session, object);
  }
}

/** @param {Opened} opened @param {Buffer} session @param {Buffer} key @param {Buffer} input */
function unwrap(opened, session, key, input) {
  const { pkcs11, library } = opened;
  const object = library.C_UnwrapKey(
    session,
    keyWrapPad(opened),
    key,
    input,
    wrappedKeyTemplate(opened, false),
  );
  try {
    const [attribute] = library.C_GetAttributeValue(session, object, [{ type: pkcs11.CKA_VALUE }]);
    return Buffer.from(/** @type {Buffer} */ (attribute?.value));
  } finally {
    library.C_DestroyObject(session, object);
  }
}

/** RFC 5649 with its own initial value; SoftHSM 2.6 has no CKM_AES_KEY_WRAP_KWP. @param {Opened} opened */
function keyWrapPad({ pkcs11 }) {
  return { mechanism: pkcs11.CKM_AES_KEY_WRAP_PAD };
}

/** @param {DeviceSettings} settings */
async function open(settings) {
  const opened = await openLibrary(settings);
  return { opened, session: logIn(opened, settings) };
}

/** @type {ReturnType<typeof open> | undefined} */
let device;

/** @param {DeviceRequest} request @returns {Promise<DeviceReply>} */
async function answer(request) {
  const { id } = request;
  try {
    if (device === undefined) throw new StepError('library', undefined);
    const { opened, session } = await device;
    const key = at('key', () => findRootKey(opened, session, request.key));
    return { id, output: at('act', () => act(opened, session, key, request)) };
  } catch (error) {
    return error instanceof StepError
      ? { id, step: error.step, code: error.code }
      : { id, step: 'act', code: undefined };
  }
}

process.on('message', (/** @type {DeviceSettings | DeviceRequest} */ message) => {
  if ('module' in message) {
    device = open(message);
    device.catch(() => undefined);
    return;
  }
  void answer(message).then((reply) => process.send?.(reply));
});

// the vault is gone, or needs no device now
process.on('disconnect', () => {
  void Promise.resolve(device)
    .then((made) => made?.opened.library.C_Finalize())
    .catch(() => undefined)
    .then(() => process.exit(0));
});
