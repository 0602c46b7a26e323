import path from 'node:path';
import ts from 'typescript';
import { root } from '../paths.mjs';

/** The folders whose sources are measured; scripts, tests and the emulator are told apart by name. */
export const PRODUCT = ['app', 'components', 'web', 'lib', 'vault', 'cli'] as const;

export type Sources = { program: ts.Program; files: readonly ts.SourceFile[] };

/** Every TypeScript file of the repository (imported JSON is data), parsed and bound by the compiler that also checks it. */
export function readSources(): Sources {
  const file = path.join(root, 'tsconfig.check.json');
  const config = ts.getParsedCommandLineOfConfigFile(
    file,
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail },
  );
  if (config === undefined) throw new Error(`${file} cannot be read`);
  const program = ts.createProgram(config.fileNames, config.options);
  const files = program
    .getSourceFiles()
    .filter(
      (each) =>
        !each.fileName.includes('/node_modules/') &&
        !each.isDeclarationFile &&
        !each.fileName.endsWith('.json'),
    )
    .filter((each) => !nameOf(each).includes('/generated/'));
  return { program, files };
}

function fail(diagnostic: ts.Diagnostic): never {
  throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
}

/** Its path from the repository's folder, with forward slashes. */
export const nameOf = (file: ts.SourceFile): string =>
  path.relative(root, file.fileName).replaceAll(path.sep, '/');

export const isTest = (name: string): boolean =>
  /\.(test|spec)\.tsx?$/.test(name) || /(^test|(^|\/)testing)\//.test(name);

/** Product code: in one of its folders, and neither a test nor support of tests. */
export const isProduct = (name: string): boolean =>
  PRODUCT.some((folder) => name.startsWith(`${folder}/`)) && !isTest(name);

export function linesOf(file: ts.SourceFile): number {
  return file.getLineAndCharacterOfPosition(file.end).line + (file.text.endsWith('\n') ? 0 : 1);
}
