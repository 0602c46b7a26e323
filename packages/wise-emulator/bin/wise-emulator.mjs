#!/usr/bin/env node
// The sources are TypeScript, and run without a build.
import { register } from 'tsx/esm/api';

register();
await import('../src/cli.ts');
