import { normaliseAddress } from '#lib/text/email-address';
import { isStorable, toStorable } from '#lib/text/storable';
import { readArguments } from '../../scripts/arguments.mjs';

const ROLES = ['viewer', 'support', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** Accounts to let go of: those of one person, or all at one issuer. */
export type Released = { email: string } | { issuer: string };

export type Order =
  | { act: 'add'; email: string; role: Role; name: string | null }
  | { act: 'list' }
  | { act: 'role'; email: string; role: Role }
  | { act: 'disable' | 'enable' | 'passkey-code'; email: string }
  | { act: 'release'; of: Released }
  | { act: 'bind'; email: string; issuer: string; subject: string };

type Problem = { problem: string };

const USAGES: Record<string, string> = {
  add: `npm run staff:add -- --email <address> --role <${ROLES.join(' | ')}> [--name <name>]`,
  list: 'npm run staff:list',
  role: `npm run staff:role -- --email <address> --role <${ROLES.join(' | ')}>`,
  disable: 'npm run staff:disable -- --email <address>',
  enable: 'npm run staff:enable -- --email <address>',
  'passkey-code': 'npm run staff:passkey-code -- --email <address>      (a code for one passkey, shown once)',
  rebind: [
    'npm run staff:rebind -- --email <address>      (the next sign-in with that confirmed address is taken)',
    'npm run staff:rebind -- --email <address> --issuer <issuer> --subject <sub>      (that account, exactly)',
    'npm run staff:rebind -- --from <issuer>      (everybody who signed in there)',
  ].join('\n       '),
};

export const USAGE = `usage: ${Object.values(USAGES).join('\n       ')}`;

const OPTIONS = {
  email: { type: 'string' },
  role: { type: 'string' },
  name: { type: 'string' },
  issuer: { type: 'string' },
  subject: { type: 'string' },
  from: { type: 'string' },
} as const;

/** Which of them each act takes. */
const TAKEN: Record<string, readonly (keyof typeof OPTIONS)[]> = {
  add: ['email', 'role', 'name'],
  list: [],
  role: ['email', 'role'],
  disable: ['email'],
  enable: ['email'],
  'passkey-code': ['email'],
  rebind: ['email', 'issuer', 'subject', 'from'],
};

type Given = Partial<Record<keyof typeof OPTIONS, string | undefined>>;

/** What the command line asks for, or what is wrong with it. */
export function readOrder([act = '', ...args]: readonly string[]): Order | Problem {
  const taken = Object.hasOwn(TAKEN, act) ? TAKEN[act] : undefined;
  if (taken === undefined) return { problem: USAGE };
  const usage = `usage: ${USAGES[act]}`;
  const problem = (text: string): Problem => ({ problem: `${text}\n${usage}` });
  const read = readArguments(args, OPTIONS, usage);
  if ('problem' in read) return read;
  if (read.positionals.length > 0) return { problem: usage };
  const given: Given = read.values;
  const unknown = Object.keys(given).find((name) => !taken.some((each) => each === name));
  if (unknown !== undefined) return problem(`--${unknown} is not for this`);
  if (act === 'list') return { act };
  if (act === 'rebind') return readRebind(given, problem);
  const email = normaliseAddress(given.email);
  if (email === undefined) return problem('--email must be an email address');
  if (act === 'disable' || act === 'enable' || act === 'passkey-code') return { act, email };
  const role = ROLES.find((each) => each === given.role);
  if (role === undefined) return problem(`--role must be one of ${ROLES.join(', ')}`);
  return act === 'add'
    ? { act, email, role, name: toStorable(given.name ?? '') || null }
    : { act: 'role', email, role };
}

function readRebind(given: Given, problem: (text: string) => Problem): Order | Problem {
  const { issuer, subject, from } = given;
  if (from !== undefined) {
    const isAlone = given.email === undefined && issuer === undefined && subject === undefined;
    return isAlone && from !== '' && isStorable(from)
      ? { act: 'release', of: { issuer: from } }
      : problem('--from stands alone, with the issuer as npm run staff:list shows it');
  }
  const email = normaliseAddress(given.email);
  if (email === undefined) return problem('--email must be an email address');
  if (issuer === undefined && subject === undefined) return { act: 'release', of: { email } };
  if (!issuer || !subject) return problem('--issuer and --subject belong together');
  if (!isStorable(issuer + subject)) return problem('--issuer and --subject must be text');
  return { act: 'bind', email, issuer, subject };
}
