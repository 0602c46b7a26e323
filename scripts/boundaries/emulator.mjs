// The rows of the emulator's own modules.

/** @type {Record<string, string[]>} */
export const EMULATOR_MODULES = {
  // only through what its package.json exports; tests and development scripts alone
  'packages/wise-emulator/bin': ['packages/wise-emulator/src'],
  // its own layers: nothing in the kernel knows what stands on it
  'packages/wise-emulator/src': ['packages/wise-emulator/src'],
  'packages/wise-emulator/src/kernel': [],
  'packages/wise-emulator/src/security': ['packages/wise-emulator/src/kernel'],
  'packages/wise-emulator/src/webhooks': ['packages/wise-emulator/src/kernel'],
  'packages/wise-emulator/src/oauth': [
    'packages/wise-emulator/src/kernel',
    'packages/wise-emulator/src/security',
    'packages/wise-emulator/src/verification',
  ],
  'packages/wise-emulator/src/api': [
    'packages/wise-emulator/src/kernel',
    'packages/wise-emulator/src/security',
  ],
  'packages/wise-emulator/src/verification': [
    'packages/wise-emulator/src/kernel',
    'packages/wise-emulator/src/api',
  ],
  'packages/wise-emulator/src/console': [
    'packages/wise-emulator/src/kernel',
    'packages/wise-emulator/src/oauth',
    'packages/wise-emulator/src/security',
    'packages/wise-emulator/src/webhooks',
  ],
  'packages/wise-emulator/contract': ['packages/wise-emulator/src', 'packages/wise-emulator/testing'],
  'packages/wise-emulator/testing': ['packages/wise-emulator/src', 'packages/wise-emulator/contract'],
};
