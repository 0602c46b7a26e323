import { expect, it } from 'vitest';
import { memoryFinding } from './memory';

const run = (...mebibytes: number[]) => memoryFinding({ name: 'vault-1', mebibytes }).isKept;

it('calls memory flat that fills once and stays, and not what goes on growing', () => {
  expect(run(60, 120, 150, 200, 205, 210, 204, 210, 206)).toBe(true);
  expect(run(60, 100, 140, 180, 220, 260, 300, 340, 380)).toBe(false);
});
