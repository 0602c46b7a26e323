import { vi } from 'vitest';

// The product's modules are loaded anew for the test file that comes now; packages stay as they are. The first of the setup
// files, so that the others and the test have the same modules.
vi.resetModules();
