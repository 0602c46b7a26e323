import path from 'node:path';
import { parseEnv } from 'node:util';
import { readText } from '../../lib/env/text-file.mjs';

const UNQUOTED = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=(?:[ \t]*([^\s"'`#][^#]*))?#/;
/** Their values are addresses with a password. */
const ADDRESS = /(DATABASE_URL|SMTP_URL)$/;

/**
 * What a file such as .env.web sets.
 * @param {string} file
 * @returns {Record<string, string | undefined>}
 * @throws naming everything in it that would not mean what it looks like, without a word of the values
 */
export function readEnvFile(file) {
  const name = path.basename(file);
  const read = readText(file);
  if ('problem' in read) throw new Error(`${name} ${read.problem}`);
  const values = parseEnv(read.text);
  const problems = cutValues(read.text, values).map((problem) => `${name}, ${problem}`);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return values;
}

/**
 * Outside quotes a # begins a comment, also in the middle of a password: the rest would be gone without a word.
 * @param {string} text
 * @param {Record<string, string | undefined>} values
 */
function cutValues(text, values) {
  return text.split('\n').flatMap((line, at) => {
    const [, name = '', before = ''] = UNQUOTED.exec(line) ?? [];
    const isComment = /\s$/.test(before);
    // a line inside a value of several lines is none of its own
    if (name === '' || isComment || values[name] !== before.trim()) return [];
    const fix = ADDRESS.test(name) ? 'in a password write # as %23' : 'put the value in quotation marks';
    return [`line ${at + 1}: ${name} ends before its #, which begins a comment: ${fix}`];
  });
}
