// Text that people read stands in web/messages. This finds what stands anywhere else in web's code.
import ts from 'typescript';

export type LiteralText = { line: number; text: string };

/** Attributes whose strings nobody reads. Every other one (`label`, `aria-label`, `hint`, …) is text. */
const TECHNICAL =
  /^(?:className|\w*href|act|id|name|type|method|action|role|rel|target|tone|icon|src|d|viewBox|fill|stroke\w*|focusable|width|height|value|defaultValue|lang|http-?equiv|content|charSet|precedence|autoComplete|inputMode|dir|scope|key|audience|fields|shape|autoCapitalize|preserveAspectRatio|vectorEffect|data-.*|popover|mode|autoHighlight|aria-(?:hidden|keyshortcuts|live|haspopup|labelledby|describedby|current|busy))$/i;

/** Properties that carry text to a page or a mail. */
const CARRIES_TEXT =
  /^(?:title|label|text|lead|heading|hint|error|description|paragraphs|meaning|next|busy|term|caption|subject)$/;

/** A sentence, a title or a lone word with its end: "Try again", "Checking…". Codes, headers and class names are not. */
const LOOKS_LIKE_TEXT = /^\s*[A-Z][a-z’']*(?:[ ,][\p{L}“‘(]|…|[.!?]\s*$)/u;

/** Letters, and neither an address nor a command. */
const hasWords = (text: string): boolean => /\p{L}{2,}/u.test(text) && !/^(?:\/|npm run )/.test(text);

/** Every text for people in a source file of app/, components/ or web/. */
export function literalTexts(file: string, source: string): LiteralText[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: LiteralText[] = [];
  const keep = (node: ts.Node, text: string): void => {
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart(tree));
    found.push({ line: line + 1, text: text.trim() });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) {
      if (hasWords(node.text)) keep(node, node.text);
      return;
    }
    const text = literalText(node);
    if (text !== undefined && hasWords(text) && isForPeople(node, text)) keep(node, text);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** What a literal says, with a letter for each value that is put into it. */
function literalText(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => ` ${literal.text}`).join('');
}

function isForPeople(node: ts.Node, text: string): boolean {
  const place = placeOf(node);
  if (place === 'code') return LOOKS_LIKE_TEXT.test(text);
  return place === 'page';
}

/** Where a literal's value goes, through the choices and lists around it. */
function placeOf(node: ts.Node): 'page' | 'code' | 'elsewhere' {
  const { parent } = node;
  if (ts.isImportDeclaration(parent) || ts.isLiteralTypeNode(parent)) return 'elsewhere';
  if (ts.isConditionalExpression(parent)) return parent.condition === node ? 'code' : placeOf(parent);
  if (ts.isParenthesizedExpression(parent) || ts.isArrayLiteralExpression(parent)) return placeOf(parent);
  if (ts.isJsxExpression(parent)) return ts.isJsxAttribute(parent.parent) ? placeOf(parent) : 'page';
  if (ts.isJsxAttribute(parent)) return TECHNICAL.test(parent.name.getText()) ? 'elsewhere' : 'page';
  if (ts.isPropertyAssignment(parent) && parent.initializer === node) {
    const name = parent.name.getText().replace(/^['"]|['"]$/g, '');
    return CARRIES_TEXT.test(name) && /\s|^[A-Z]/.test(literalText(node) ?? '') ? 'page' : 'code';
  }
  return 'code';
}
