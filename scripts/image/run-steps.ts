import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { root } from '../paths.mjs';
import { type Account, linkTree, own } from './account';
import type { StageOfImage } from './dockerfile.mjs';

/** Where the stages of an image come to be, each in a folder of its own, and who runs them. */
export type Site = {
  folder: string;
  stages: readonly StageOfImage[];
  isIgnored: (file: string) => boolean;
  account: Account;
  path: string;
  /** What a RUN has besides that and its stage's own variables. */
  env: Record<string, string>;
  tell: (text: string) => void;
  /** Is told of each process that is started, whose group is its own. */
  onStart: (child: ChildProcess) => void;
};

/** Nothing is inherited, NODE_ENV neither: the types of Next want one in each environment. */
export const asEnvironment = (env: Record<string, string>) => env as unknown as NodeJS.ProcessEnv;

/** The place of a path inside a stage. */
export const placeIn = ({ folder, stages }: Site, stage: StageOfImage, inside: string): string =>
  path.join(folder, String(stages.indexOf(stage)), path.resolve(stage.workdir, inside));

/** Runs every step of a stage, in order. @throws when one fails */
export async function runSteps(site: Site, stage: StageOfImage): Promise<void> {
  const work = placeIn(site, stage, '.');
  mkdirSync(work, { recursive: true });
  own(work, site.account);
  for (const step of stage.steps) {
    if (step.kind === 'COPY') copy(site, stage, step);
    else await runCommand(site, stage, step.command);
  }
}

async function runCommand(site: Site, stage: StageOfImage, command: string): Promise<void> {
  site.tell(`RUN ${command}`);
  const child = spawn('sh', ['-c', command], {
    cwd: placeIn(site, stage, '.'),
    env: asEnvironment({ PATH: site.path, ...site.env, ...stage.env }),
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
    ...site.account,
  });
  site.onStart(child);
  let tail = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    tail = `${tail}${text}`.slice(-4_000);
  });
  const end = await new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  if (end !== 0) throw new Error(`it ended with ${end}: ${command}\n${tail}`);
}

type Copy = Extract<StageOfImage['steps'][number], { kind: 'COPY' }>;

function copy(site: Site, stage: StageOfImage, { from, sources, to }: Copy): void {
  site.tell(`COPY ${from === undefined ? '' : `--from=${from} `}${sources.join(' ')} ${to}`);
  const origin = site.stages.find(({ name }) => name !== undefined && name === from);
  const isInto = (to.endsWith('/') && to !== './') || sources.length > 1 || to === './';
  for (const source of sources) {
    const place = placeIn(site, stage, isInto && source !== '.' ? path.join(to, path.basename(source)) : to);
    mkdirSync(path.dirname(place), { recursive: true });
    if (origin === undefined) copyContext(site, source, place);
    // that stage is whole by now: nobody writes to it any more
    else linkTree(placeIn(site, origin, source), place);
    own(place, site.account);
  }
}

/** As a context is: what git does not know of is left out by .dockerignore alone. */
function copyContext({ isIgnored }: Site, from: string, to: string): void {
  cpSync(path.join(root, from), to, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (file) => !isIgnored(path.relative(root, file).replaceAll(path.sep, '/')),
  });
}
