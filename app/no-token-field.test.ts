import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

describe('customers are never asked to paste a token (Wise forbids it)', () => {
  const SOURCES = ['app/(customer)', 'app/connect', 'app/sign-in', 'components'];
  /** The primitives: whoever uses them names the field. */
  const PRIMITIVES = 'components/ui/field.tsx';
  /** Every field of theirs that takes text: the address of a sign-in, and the six digits mailed to it. Staff write the reason of a disconnect. */
  const KNOWN = new Set(['email', 'code', 'reason', 'q', 'search', 'reference']);

  it('no page of theirs has a field that could take one, and no text of theirs asks for one', () => {
    const root = path.resolve(import.meta.dirname, '..');
    const files = SOURCES.flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.tsx') && !name.includes('.test.') && !name.includes('staff'))
        .map((name) => path.join(root, folder, name)),
    );
    const fields = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/<(?:input|textarea|Input|Textarea)\b[^>]*>/g)].map(
        ([tag]) => ({
          file: path.relative(root, file),
          type: /type="(\w+)"/.exec(tag)?.[1] ?? 'text',
          name: /name="(\w+)"/.exec(tag)?.[1] ?? '',
        }),
      ),
    );
    expect(files.length).toBeGreaterThan(20);
    expect(
      fields.filter(({ file, type, name }) => file !== PRIMITIVES && type !== 'hidden' && !KNOWN.has(name)),
    ).toEqual([]);
    const texts = readdirSync(path.join(root, 'web/messages/customer'))
      .map((name) => readFileSync(path.join(root, 'web/messages/customer', name), 'utf8'))
      .join('');
    expect(texts).not.toMatch(/API token|paste/i);
  });
});
