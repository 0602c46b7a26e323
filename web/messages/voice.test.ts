import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const texts = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => /(?<!\.test)\.ts$/.test(file))
  .flatMap((file) => {
    const code = readFileSync(path.join(import.meta.dirname, file), 'utf8').replace(
      /\/\*[\s\S]*?\*\/|^\s*\/\/.*$|^import .*$/gm,
      '',
    );
    return [...code.matchAll(/'([^'\n]*)'|`([^`]*)`/g)].map((match) => `${file}: ${match[1] ?? match[2]}`);
  });

it.each([
  ['email without a hyphen', /e-mail/i],
  ['"issued", not "handed out"', /hand(?:ed|s|ing)? out/],
  ['"Refresh", not "Look again"', /look again/i],
  ['two sentences, no semicolon', /;/],
  ['contractions', /\b(?:cannot|(?:do|does|did|is|are|was|were|has|have|had|could|would|will) not)\b/i],
  ['typographic apostrophes', /[a-z]'[a-z]/],
  ['"connected to"', /connected with/],
  ['nobody of ours who "runs it"', /whoever runs/],
])('every text keeps to the voice: %s', (_rule, against) => {
  expect(texts.length).toBeGreaterThan(300);
  expect(texts.filter((text) => against.test(text))).toEqual([]);
});
