// Reads the few instructions that our Dockerfile uses; anything else is an error, so that nothing in it goes unchecked.

/** @typedef {{ kind: 'RUN'; command: string }} Run */
/** @typedef {{ kind: 'COPY'; from: string | undefined; sources: string[]; to: string }} Copy */
/** @typedef {{ name: string | undefined; base: string; workdir: string; env: Record<string, string>; user: string | undefined; steps: (Run | Copy)[]; command: string[] | undefined }} StageOfImage */

/**
 * @param {string} text of a Dockerfile
 * @returns {StageOfImage[]}
 * @throws at an instruction that is not known here
 */
export function readDockerfile(text) {
  const lines = text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  /** @type {Record<string, string>} */
  const args = {};
  /** @type {StageOfImage[]} */
  const stages = [];
  for (const line of lines) {
    const [instruction = '', rest = ''] = [
      line.slice(0, line.indexOf(' ')),
      line.slice(line.indexOf(' ') + 1),
    ];
    const stage = stages.at(-1);
    if (instruction === 'ARG') {
      const [name = '', value = ''] = rest.split('=');
      args[name] = value;
    } else if (instruction === 'FROM') {
      const [base = '', , name] = rest.split(' ');
      const resolved = base.replace(/\$\{(\w+)\}/g, (_, each) => args[each] ?? '');
      stages.push({
        name,
        base: resolved,
        workdir: '/',
        env: {},
        user: undefined,
        steps: [],
        command: undefined,
      });
    } else if (stage === undefined) throw new Error(`before any stage: ${line}`);
    else addTo(stage, instruction, rest);
  }
  return stages;
}

/** @param {StageOfImage} stage @param {string} instruction @param {string} rest */
function addTo(stage, instruction, rest) {
  switch (instruction) {
    case 'WORKDIR':
      stage.workdir = rest;
      return;
    case 'ENV': {
      const [name = '', value = ''] = rest.split('=');
      stage.env[name] = value;
      return;
    }
    case 'USER':
      stage.user = rest;
      return;
    case 'RUN':
      stage.steps.push({ kind: 'RUN', command: rest });
      return;
    case 'COPY': {
      const words = rest.split(/\s+/);
      const from = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
      const to = words.pop() ?? '';
      stage.steps.push({ kind: 'COPY', from, sources: words, to });
      return;
    }
    case 'CMD':
      stage.command = JSON.parse(rest);
      return;
    case 'EXPOSE':
    case 'STOPSIGNAL':
      return;
    default:
      throw new Error(`${instruction} is not an instruction that is checked here`);
  }
}

/**
 * What a context leaves out (.dockerignore): names and globs of one path, a later line with ! takes it in again.
 * @param {string} text
 * @returns {(path: string) => boolean} of a path in the context, with slashes
 */
export function readIgnored(text) {
  const rules = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const isBack = line.startsWith('!');
      const glob = isBack ? line.slice(1) : line;
      const pattern = glob
        .split('/')
        .map((part) => part.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*'))
        .join('/');
      return { isBack, pattern: new RegExp(`^${pattern}(/|$)`) };
    });
  return (path) => {
    let isIgnored = false;
    for (const { isBack, pattern } of rules) if (pattern.test(path)) isIgnored = !isBack;
    return isIgnored;
  };
}
