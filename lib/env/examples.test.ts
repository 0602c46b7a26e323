import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { vaultSchema } from '#vault/env/vault-env';
import { webSchema } from '#web/env/web-env';

/** What `npm start` and `npm run dev` set themselves: nobody writes these into a file. */
const SET_FOR_THE_PROCESS = ['NODE_ENV', 'CONNECT_DEV_SIGN_IN'];

const PROCESSES: { file: string; schema: z.ZodObject }[] = [
  { file: '.env.web.example', schema: webSchema },
  { file: '.env.vault.example', schema: vaultSchema },
];

/** The lines of an example, also those that stand there as a comment. */
function linesOf(file: string) {
  const text = readFileSync(path.resolve(import.meta.dirname, '../..', file), 'utf8');
  return [...text.matchAll(/^(#?)([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(([, mark, name = '', value = '']) => ({
    isComment: mark === '#',
    name,
    value,
  }));
}

describe.each(PROCESSES)('$file', ({ file, schema }) => {
  const lines = linesOf(file);
  const written = lines.map((line) => line.name);
  const read = Object.keys(schema.shape).filter((name) => !SET_FOR_THE_PROCESS.includes(name));

  it('has a line for every name that is read', () => {
    expect(read.length).toBeGreaterThan(10);
    expect(read.filter((name) => !written.includes(name) && !written.includes(`${name}_FILE`))).toEqual([]);
  });

  it('has no line that is read by nobody, and none twice', () => {
    const known = new Set(read.flatMap((name) => [name, `${name}_FILE`]));
    expect(written.filter((name) => !known.has(name))).toEqual([]);
    expect(written.filter((name, at) => written.indexOf(name) !== at)).toEqual([]);
  });

  it('shows in a commented line what holds without it', () => {
    const withDefault = lines.filter(
      ({ isComment, name }) => isComment && schema.shape[name]?.safeParse(undefined).data !== undefined,
    );
    expect(withDefault.length).toBeGreaterThan(1);
    for (const { name, value } of withDefault) {
      expect([name, schema.shape[name]?.parse(value)]).toEqual([name, schema.shape[name]?.parse(undefined)]);
    }
  });
});
