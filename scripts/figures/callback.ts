import ts from 'typescript';
import { isProduct, linesOf, nameOf, type Sources } from './program';

const ROUTE = 'app/connect/[environment]/callback/route.ts';
/** The statement that gives a grant to a connection (vault/grants/promote.ts). */
const STORES = /UPDATE vault\.grants AS g SET\s+connection_id = /;
/** What every module calls: nobody opens it to follow a callback. */
const SHARED =
  /^(lib\/(errors|log|env|text|hash|db|net|audit)|web\/(env|http|db)|vault\/(env|runtime|alarms))\//;

/** A function of the product, by file and name; whatever is nested in it belongs to it. */
type Act = { id: string; file: string; body: ts.Node };
type Graph = ReadonlyMap<string, ReadonlySet<string>>;

export type Callback = { way: string[]; files: string[]; lines: number; hops: number; routeLines: number };

/**
 * The way from Wise's redirect to the stored grant, over both processes. `way` are the files that a reader follows: each
 * has a function that leads from the callback's route to the statement that gives a connection its grant. `files` are
 * those and every one with a function that such a function calls. `hops` are the calls from one file into another on the shortest way.
 */
export function measureCallback(sources: Sources): Callback {
  const acts = actsOf(sources);
  const calls = callsOf(sources, acts);
  const start = `${ROUTE}#GET`;
  const ends = acts.filter(({ body }) => STORES.test(body.getText())).map(({ id }) => id);
  if (!calls.has(start) || ends.length === 0)
    throw new Error(`nothing leads from ${start} to a stored grant`);
  const leads = reach(ends, reversed(calls));
  const onTheWay = [...reach([start], calls)].filter((id) => leads.has(id));
  const called = onTheWay.flatMap((id) => [...(calls.get(id) ?? [])]).filter((id) => !SHARED.test(id));
  const files = [...new Set([...onTheWay, ...called].map(fileOf))].sort();
  const lines = new Map(sources.files.map((file) => [nameOf(file), linesOf(file)]));
  const total = files.reduce((sum, file) => sum + (lines.get(file) ?? 0), 0);
  return {
    way: [...new Set(onTheWay.map(fileOf))].sort(),
    files,
    lines: total,
    hops: shortest(start, new Set(ends), calls),
    routeLines: lines.get(ROUTE) ?? 0,
  };
}

const fileOf = (id: string): string => id.split('#', 1)[0] ?? '';

function actsOf({ files }: Sources): Act[] {
  return files
    .filter((file) => isProduct(nameOf(file)))
    .flatMap((file) =>
      file.statements.flatMap((statement) =>
        namesOf(statement).map(({ name, body }) => ({
          id: `${nameOf(file)}#${name}`,
          file: nameOf(file),
          body,
        })),
      ),
    );
}

function namesOf(statement: ts.Statement): { name: string; body: ts.Node }[] {
  if ((ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name)
    return [{ name: statement.name.text, body: statement }];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap((each) =>
    ts.isIdentifier(each.name) ? [{ name: each.name.text, body: each }] : [],
  );
}

/** Who names whom; a name that is handed on counts as a call, since somebody calls it. */
function callsOf({ program, files }: Sources, acts: readonly Act[]): Graph {
  const checker = program.getTypeChecker();
  const known = new Map<ts.Node, string>(acts.map(({ body, id }) => [body, id]));
  const receivers = receiversOf(acts);
  const names = namesOfActs(acts, files);
  const calls = new Map<string, Set<string>>();
  for (const { id, body } of acts) {
    const called = new Set<string>();
    visit(body, (node) => {
      if (ts.isIdentifier(node) && names.has(node.text) && !isMember(node)) {
        const target = targetOf(checker, node);
        const name = target && known.get(target);
        if (name !== undefined && name !== id) called.add(name);
      }
      if (isInternalOperation(node))
        for (const each of receivers.get(node.getText()) ?? []) if (each !== id) called.add(each);
    });
    calls.set(id, called);
  }
  return calls;
}

/** The name of something inside an object, which is no act of ours; to have the checker type the object is what takes long. */
function isMember(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent))
    // unless the object is a whole module
    return parent.name === node && !/\bimport( \*|\()/.test(node.getSourceFile().text);
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return (ts.isObjectLiteralElement(parent) || ts.isTypeElement(parent)) && parent.name === node;
}

/** What an act may be called: its name, or another that an import or export gives it. The checker is asked of these alone. */
function namesOfActs(acts: readonly Act[], files: readonly ts.SourceFile[]): Set<string> {
  const names = new Set(acts.map(({ id }) => id.slice(id.indexOf('#') + 1)));
  for (const file of files.filter((each) => isProduct(nameOf(each))))
    for (const statement of file.statements)
      if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement))
        visit(statement, (node) => {
          const isRenamed =
            ts.isImportClause(node) ||
            ((ts.isImportSpecifier(node) || ts.isExportSpecifier(node)) && node.propertyName !== undefined);
          if (isRenamed && node.name !== undefined) names.add(node.name.text);
        });
  return names;
}

/** From web into the vault a call is an entry of INTERNAL_API: the handler that is registered for it receives it. */
function receiversOf(acts: readonly Act[]): Map<string, string[]> {
  const receivers = new Map<string, string[]>();
  for (const { id, file, body } of acts) {
    if (!file.startsWith('vault/routes/')) continue;
    visit(body, (node) => {
      if (isInternalOperation(node))
        receivers.set(node.getText(), [...(receivers.get(node.getText()) ?? []), id]);
    });
  }
  return receivers;
}

/** `INTERNAL_API.exchange`, of lib/contract/internal-api.ts. */
const isInternalOperation = (node: ts.Node): boolean =>
  ts.isPropertyAccessExpression(node) &&
  ts.isIdentifier(node.expression) &&
  node.expression.text === 'INTERNAL_API';

function targetOf(checker: ts.TypeChecker, node: ts.Identifier): ts.Node | undefined {
  const symbol = checker.getSymbolAtLocation(node);
  if (symbol === undefined) return undefined;
  const real = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return real.valueDeclaration;
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  node.forEachChild((child) => visit(child, see));
}

function reach(starts: readonly string[], graph: Graph): Set<string> {
  const seen = new Set(starts);
  for (const id of seen) for (const next of graph.get(id) ?? []) seen.add(next);
  return seen;
}

function reversed(graph: Graph): Graph {
  const back = new Map<string, Set<string>>();
  for (const [from, targets] of graph)
    for (const to of targets) back.set(to, (back.get(to) ?? new Set<string>()).add(from));
  return back;
}

/** Calls inside a file cost nothing: rings of equal cost, nearest first. */
function shortest(start: string, ends: ReadonlySet<string>, graph: Graph): number {
  const seen = new Set<string>();
  let ring = [start];
  for (let hops = 0; ring.length > 0; hops += 1) {
    const next: string[] = [];
    for (const id of ring) {
      if (seen.has(id)) continue;
      seen.add(id);
      if (ends.has(id)) return hops;
      for (const to of graph.get(id) ?? []) (fileOf(to) === fileOf(id) ? ring : next).push(to);
    }
    ring = next;
  }
  throw new Error('no way leads there');
}
