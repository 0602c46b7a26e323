import { readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { root } from '../paths.mjs';

/**
 * Words that newcomers had to look up, and the field's words for the same. An identifier or file name is read word by word
 * (`joinWinner`, `join-winner`). `left`: in how many files a word still stands; it may only become less.
 */
const RETIRED: { word: string; use: string; left?: number }[] = [
  { word: 'newcomer', use: 'incoming grant' },
  { word: 'rival', use: 'existing grant' },
  { word: 'rivals', use: 'existing grants' },
  { word: 'rivalry', use: 'conflict' },
  { word: 'beaten', use: 'existing grant' },
  { word: 'unsettle', use: 'mark unverified' },
  { word: 'suspects', use: 'possibly affected' },
  // the table vault.brake_lifts keeps its name, in the two lists of all tables
  { word: 'brake', use: 'circuit breaker', left: 2 },
  { word: 'converge', use: 'reconcile after fenced write' },
  { word: 'demote', use: 'mark needs reconnect' },
  { word: 'quiet at', use: 'earliest safe refresh' },
  { word: 'pick due', use: 'find due' },
  { word: 'try writing', use: 'retry write' },
  { word: 'tend grants', use: 'housekeeping' },
  { word: 'tell missing', use: 'alarm missing' },
  { word: 'explain unclaimed', use: 'why not claimed' },
  { word: 'heed outcome', use: 'apply backoff' },
  { word: 'join winner', use: 'link to existing connection' },
  { word: 'keep renewal', use: 'store confirming refresh' },
  { word: 'workable', use: 'is claimable' },
  { word: 'admit attempt', use: 'load claimed attempt' },
  { word: 'hand over', use: 'submit code' },
  { word: 'borne out', use: 'is consistent' },
  // TLS has handshakes too
  { word: 'handshake', use: 'login transaction', left: 6 },
  { word: 'known browser', use: 'remembered device' },
  { word: 'fronted', use: 'server wrapper', left: 0 },
  { word: 'prompt end', use: 'graceful shutdown', left: 0 },
  { word: 'hurry', use: 'expedite' },
  { word: 'or unavailable', use: 'with unavailable page' },
  { word: 'nothing here', use: 'redirect to not found' },
  { word: 'leaving page', use: 'redirect interstitial' },
  { word: 'spoiler', use: 'fault effect' },
  { word: 'spoilers', use: 'fault effects' },
  { word: 'befall', use: 'user action' },
  { word: 'courier', use: 'dispatcher' },
  { word: 'tricks', use: 'tampering' },
  { word: 'kept file', use: 'snapshot' },
  { word: 'needle', use: 'secret to find' },
  { word: 'needles', use: 'secrets to find' },
  { word: 'doors', use: 'auth providers, entry points' },
  { word: 'cast', use: 'personas' },
  { word: 'calm', use: 'reset' },
  { word: 'tour', use: 'crawl' },
  { word: 'rig', use: 'harness' },
  { word: 'lossy wire', use: 'lossy proxy' },
  { word: 'plants', use: 'lint fixtures' },
  { word: 'rooms', use: 'modules' },
  { word: 'house', use: 'codebase' },
];
const FOLDERS = [
  'app',
  'bench',
  'cli',
  'components',
  'e2e',
  'lib',
  'packages',
  'prisma',
  'scripts',
  'test',
  'vault',
  'web',
];

const sources = FOLDERS.flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(tsx?|mjs)$/.test(name) && !/(^|\/)(generated|node_modules)\//.test(name))
    .map((name) => path.posix.join(folder, name.replaceAll(path.sep, '/'))),
);

/** `joinWinner`, `join-winner`, `JOIN_WINNER` → ` join winner ` */
const inWords = (name: string) =>
  ` ${name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replaceAll(/[^A-Za-z0-9]+/g, ' ')
    .toLowerCase()
    .trim()} `;

/** Every name in a file, and the file's own. Strings and comments are people's words, not names. */
function namesIn(file: string): string[] {
  const text = ts.sys.readFile(path.join(root, file)) ?? '';
  const source = ts.createSourceFile(
    file,
    text,
    ts.ScriptTarget.Latest,
    false,
    file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS,
  );
  const names = new Set([file]);
  const see = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) names.add(node.text);
    node.forEachChild(see);
  };
  see(source);
  return [...names].map(inWords);
}

it('no identifier and no file name has a retired word, but those that are still to go', () => {
  expect(sources.length).toBeGreaterThan(800);
  const names = new Map(sources.map((file) => [file, namesIn(file)]));
  for (const { word, use, left = 0 } of RETIRED) {
    const found = sources.filter((file) => names.get(file)?.some((name) => name.includes(` ${word} `)));
    expect(
      found.length,
      `say "${use}" instead of "${word}": ${found.slice(0, 12).join(', ')}`,
    ).toBeLessThanOrEqual(left);
  }
});

it('reads names word by word, and would find one', () => {
  expect(inWords('joinWinner')).toBe(inWords('join-winner.ts').replace(' ts ', ' '));
  expect(inWords('HAND_OVER')).toBe(' hand over ');
  expect(inWords('findJSONRig')).toBe(' find json rig ');
  expect(inWords('right')).not.toContain(' rig ');
});
