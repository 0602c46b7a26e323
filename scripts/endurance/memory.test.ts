import { expect, it } from 'vitest';
import { memoryFinding } from './memory';

const run = (...mebibytes: number[]) => memoryFinding({ name: 'vault-1', everyMs: 100_000, mebibytes });

it('calls memory flat that fills once and stays, and not what goes on growing', () => {
  expect(run(60, 120, 150, 200, 205, 210, 204, 210, 206).isKept).toBe(true);
  expect(run(60, 100, 140, 180, 220, 260, 300, 340, 380).isKept).toBe(false);
  expect(run(60, 120, 150, 200, 205, 210, 204, 210, 206).seen).toContain(
    '200 MiB after 5 minutes, 206 MiB at the end',
  );
});
