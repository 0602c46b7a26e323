import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../paths.mjs';
import { VAULT_MALLOC, VAULT_NODE_FLAGS, WEB_HEAP_MIB } from '../start/heaps.mjs';
import { readDockerfile, readIgnored } from './dockerfile.mjs';

const read = (name: string) => readFileSync(path.join(root, name), 'utf8');

describe('the Dockerfile', () => {
  const stages = readDockerfile(read('Dockerfile'));
  const last = stages.at(-1);

  it('pins a version of Node, the same for both stages, and names no platform', () => {
    expect(stages.map(({ base }) => base)).toEqual(Array(2).fill(stages[0]?.base));
    expect(stages[0]?.base).toMatch(/^node:\d+\.\d+\.\d+-bookworm-slim$/);
    expect(read('Dockerfile')).not.toMatch(/--platform|amd64-|x86_64/);
  });

  it('runs as nobody in particular, in production mode, from files that were copied and not made there', () => {
    expect(last).toMatchObject({ user: 'node', env: { NODE_ENV: 'production' }, workdir: '/app' });
    expect(last?.steps.filter(({ kind }) => kind === 'RUN')).toEqual([]);
  });

  it('knows no secret: none by an argument, none from the context', () => {
    const isIgnored = readIgnored(read('.dockerignore'));
    for (const name of [
      '.env',
      '.env.vault',
      '.env.web',
      '.env.production',
      '.data',
      '.git',
      'secrets/a',
      'a.pem',
    ])
      expect(isIgnored(name), name).toBe(true);
    for (const name of ['.env.vault.example', 'vault/main.ts', 'package.json', 'prisma/roles.sql'])
      expect(isIgnored(name), name).toBe(false);
    expect(read('Dockerfile')).not.toMatch(/SECRET|PASSWORD|TOKEN/);
  });

  it('takes along our licence and those of what is built in', () => {
    const copied = last?.steps.flatMap((step) => (step.kind === 'COPY' ? step.sources : []));
    expect(copied).toEqual(expect.arrayContaining(['LICENSE', '/app/dist', '/app/.next/standalone']));
  });

  it('refuses an instruction that nobody checks', () => {
    expect(() => readDockerfile('FROM a\nADD https://example.com/x /x')).toThrow('ADD');
  });
});

describe('compose.yaml', () => {
  const text = read('compose.yaml');

  it('gives secrets as files that git and images do not have', () => {
    const [, list = ''] = text.split('\nsecrets:\n');
    const files = [...list.matchAll(/file: (\S+) \}/g)].map(([, file = '']) => file);
    expect(files.length).toBeGreaterThan(10);
    expect(files.every((file) => file.startsWith('deploy/compose/secrets/'))).toBe(true);
    expect(read('.gitignore')).toContain('deploy/compose/secrets/');
    const made = [...read('deploy/compose/make-secrets.sh').matchAll(/make (\w+) /g)].map(([, name]) => name);
    const names = new Set(files.map((file) => path.basename(file)));
    for (const name of made) if (!name?.includes('$')) expect(names).toContain(name);
  });

  it('names only settings that the processes read', () => {
    const examples = read('.env.web.example') + read('.env.vault.example');
    const env = ['web', 'vault'].map((name) => read(`deploy/compose/${name}.env.example`)).join('\n');
    const names = [...env.matchAll(/^([A-Z_]+)=/gm), ...text.matchAll(/^ {6}([A-Z_]+)_FILE: \/run/gm)];
    const known = names.map(([, name = '']) => name).filter((name) => !/^(MIGRATION_|POSTGRES_)/.test(name));
    expect(known.length).toBeGreaterThan(10);
    for (const name of known) expect(examples, name).toMatch(new RegExp(`^#?${name}(_FILE)?=`, 'm'));
  });
});

it('the image’s install knows every package of this repository: npm ci wants their package.json', () => {
  const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> };
  const own = Object.values(devDependencies).filter((from) => from.startsWith('file:'));
  const copied = readDockerfile(read('Dockerfile'))[0]?.steps.flatMap((step) =>
    step.kind === 'COPY' ? step.sources : [],
  );
  for (const from of own) expect(copied).toContain(`${from.slice('file:'.length)}/package.json`);
});

it('each way of running it starts web and the vault with the same bounds of memory as npm start', () => {
  const web = ['node', `--max-old-space-size=${WEB_HEAP_MIB}`, 'dist/web/main.mjs'];
  const vault = ['node', ...VAULT_NODE_FLAGS, 'dist/vault/main.mjs'];
  expect(readDockerfile(read('Dockerfile')).at(-1)?.command).toEqual(web);
  for (const command of [web, vault]) {
    expect(read('compose.yaml')).toContain(JSON.stringify(command).replaceAll(',', ', '));
    expect(read('docs/operations.md')).toContain(`\`${command.join(' ')}\``);
  }
  expect(read('deploy/systemd/connect-wise-web.service')).toContain(`=/usr/bin/${web.join(' ')}\n`);
  expect(read('deploy/systemd/connect-wise-vault.service')).toContain(`=/usr/bin/${vault.join(' ')}\n`);
  for (const [name, value] of Object.entries(VAULT_MALLOC)) {
    expect(read('compose.yaml')).toContain(`      ${name}: "${value}"\n`);
    for (const file of ['Dockerfile', 'docs/operations.md', 'deploy/systemd/connect-wise-vault.service'])
      expect(read(file)).toContain(`${name}=${value}`);
  }
});
