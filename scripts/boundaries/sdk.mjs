// The rows of the SDK: it goes to other people's projects, so it brings nothing of ours along.

/** @type {Record<string, string[]>} */
export const SDK_MODULES = {
  // only through what its package.json exports; the example and tests alone
  'packages/sdk/src': [],
  // runs in pages: nothing of Node
  'packages/sdk/src/browser': [],
  'packages/sdk/src/react': ['packages/sdk/src/browser'],
};
