import ts from 'typescript';
import { isProduct, isTest, linesOf, nameOf, type Sources } from './program';
import { moduleOf } from './table-writers';

// in a type that is written as a comment, `*` says the same
const isAnyType = (node: ts.Node) =>
  node.kind === ts.SyntaxKind.AnyKeyword || node.kind === ts.SyntaxKind.JSDocAllType;

// its name and place are its address: whoever adds a page or a form adds one, and a short one is a good one
const isNextRoute = (name: string) => /^app\/.*\/(page|route|layout)\.tsx?$/.test(name);

const SHORT_LINES = 20;
const LONG_LINES = 300;

export type Sizes = {
  files: number;
  lines: number;
  functions: number;
  /** The longest function, in lines, of product code. */
  longestFunction: { name: string; lines: number };
  /** Product files of at most 20 lines, but for the files of Next's routes; and those of more than 300. */
  shortFiles: string[];
  longFiles: string[];
  /** `any` as a type and `!` after an expression, in every file. */
  anyTypes: number;
  nonNullAssertions: number;
};

export type TestRatio = { module: string; source: number; test: number; ratio: number };

/** Counts product code; `any` and `!` are counted everywhere. */
export function measureSizes({ files }: Sources): Sizes {
  const product = files.filter((file) => isProduct(nameOf(file)));
  const functions = product.flatMap(functionsOf);
  const [longest = { name: '', lines: 0 }] = functions.toSorted((one, other) => other.lines - one.lines);
  const named = (keep: (lines: number, name: string) => boolean) =>
    product
      .filter((file) => keep(linesOf(file), nameOf(file)))
      .map(nameOf)
      .sort();
  return {
    files: product.length,
    lines: product.reduce((sum, file) => sum + linesOf(file), 0),
    functions: functions.length,
    longestFunction: longest,
    shortFiles: named((lines, name) => lines <= SHORT_LINES && !isNextRoute(name)),
    longFiles: named((lines) => lines > LONG_LINES),
    anyTypes: count(files, isAnyType),
    nonNullAssertions: count(files, ts.isNonNullExpression),
  };
}

/** Lines of tests to lines of source, for each module that has source. */
export function measureTests({ files }: Sources): TestRatio[] {
  const modules = new Map<string, { source: number; test: number }>();
  for (const file of files) {
    const name = nameOf(file);
    if (!isProduct(name) && !isTest(name)) continue;
    const module = moduleOf(name.replace(/\/testing\/.*/, '/x'));
    const sum = modules.get(module) ?? { source: 0, test: 0 };
    sum[isTest(name) ? 'test' : 'source'] += linesOf(file);
    modules.set(module, sum);
  }
  return [...modules]
    .filter(([, { source }]) => source > 0)
    .map(([module, { source, test }]) => ({ module, source, test, ratio: test / source }))
    .sort((one, other) => one.module.localeCompare(other.module));
}

function functionsOf(file: ts.SourceFile): { name: string; lines: number }[] {
  const found: { name: string; lines: number }[] = [];
  const see = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const from = file.getLineAndCharacterOfPosition(node.getStart(file)).line;
      const to = file.getLineAndCharacterOfPosition(node.end).line;
      const name = 'name' in node && node.name ? node.name.getText(file) : '(nameless)';
      found.push({ name: `${nameOf(file)} ${name}`, lines: to - from + 1 });
    }
    node.forEachChild(see);
  };
  see(file);
  return found;
}

function count(files: readonly ts.SourceFile[], is: (node: ts.Node) => boolean): number {
  let sum = 0;
  const see = (node: ts.Node): void => {
    if (is(node)) sum += 1;
    node.forEachChild(see);
    for (const comment of commentsOf(node)) see(comment);
  };
  for (const file of files) see(file);
  return sum;
}

/** The types that plain JavaScript has in comments: forEachChild passes them over. */
function commentsOf(node: ts.Node): readonly ts.Node[] {
  return 'jsDoc' in node && Array.isArray(node.jsDoc) ? node.jsDoc : [];
}
