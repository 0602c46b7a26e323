import { withClient } from '#scripts/db/roles';
import { type ConnectCustomer, type ConnectProduct, startConnectProduct } from '../connect-customers';
import { cpuSecondsOf } from '../cpu';
import { prepareLimits } from '../limit-server';
import { load } from '../load';
import { type Line, measureUntil, type RowContext } from '../measure';
import { startServer } from '../servers';
import type { Stack } from '../stack';
import { tokenCallAlone } from '../token-call';

const CALLERS = 16;
/** A customer may have 20 attempts open. */
const STARTS_EACH = 16;
const WARM_STARTS_EACH = 4;
const STARTING = 100;
/** Each connects once: of one customer's exchanges one waits for another. */
const CONNECTING = 600;
const WARM_CALLBACKS = 200;
const AT_ONCE = 8;

/** "Connect Wise" until the page that leads to Wise, beside the least that could read somebody's row and write one. */
export async function startOfAttempt({ stack }: RowContext): Promise<Line[]> {
  const product = await startConnectProduct(stack, { count: STARTING, callers: CALLERS });
  const press = async (turn: number) => {
    await product.start(at(product.customers, turn % STARTING));
  };
  const group = `start, ${CALLERS} callers`;
  try {
    const lines = await measureProduct(product, {
      group,
      what: 'to the way to Wise',
      warm: WARM_STARTS_EACH * STARTING,
      count: STARTS_EACH * STARTING,
      act: press,
    });
    return [...lines, await durableInsert(stack, group)];
  } finally {
    await product.stop();
  }
}

/** Wise's code brought back, until the way on to the outcome, beside what the exchange alone takes at Wise. */
export async function callback({ stack }: RowContext): Promise<Line[]> {
  const product = await startConnectProduct(stack, { count: CONNECTING, callers: CALLERS });
  const group = `callback, ${CALLERS} callers`;
  try {
    const paths = await consents(product);
    const lines = await measureProduct(product, {
      group,
      what: 'to the outcome’s page',
      warm: WARM_CALLBACKS,
      count: CONNECTING - WARM_CALLBACKS,
      act: async (turn) => {
        await product.comeBack(at(product.customers, turn), at(paths, turn));
      },
    });
    await assertConnected(stack);
    const alone = await tokenCallAlone(stack, { group, callers: CALLERS, calls: CONNECTING });
    return [...lines, alone, await durableInsert(stack, group)];
  } finally {
    await product.stop();
  }
}

/** All attempts up to the step that is measured: started, and agreed to at Wise. */
async function consents({ customers, start, consent }: ConnectProduct): Promise<string[]> {
  const paths: string[] = [];
  await load(
    AT_ONCE,
    async (turn) => {
      paths[turn] = await consent(await start(at(customers, turn)), turn);
    },
    (turn) => turn >= CONNECTING,
  );
  return paths;
}

type Asked = {
  group: string;
  what: string;
  warm: number;
  count: number;
  act(turn: number): Promise<void>;
};

/** So many after so many that are not counted. The second line has the vault's part of the CPU. */
async function measureProduct({ pids }: ConnectProduct, asked: Asked): Promise<Line[]> {
  const { group, what, warm, count, act } = asked;
  await load(CALLERS, act, (turn) => turn >= warm);
  const before = cpuSecondsOf(pids.vault);
  const ours = await measureUntil((turn) => turn >= count, {
    group,
    what,
    role: 'ours',
    callers: CALLERS,
    pid: [pids.web, pids.vault],
    act: (turn) => act(warm + turn),
  });
  const cpuMs = ((cpuSecondsOf(pids.vault) - before) * 1_000) / count;
  const none = { perSecond: Number.NaN, p50: Number.NaN, p99: Number.NaN };
  return [ours, { ...ours, ...none, what: 'of its CPU, the vault', role: 'note', cpuMs }];
}

/** A callback leads on whatever came of it. @throws unless each was connected */
async function assertConnected({ ownerUrl }: Stack): Promise<void> {
  const { rows } = await withClient(ownerUrl, (owner) =>
    owner.query<{ state: string; many: number }>(
      'SELECT state::text, count(*)::int AS many FROM exchanges GROUP BY state',
    ),
  );
  const [first] = rows;
  if (rows.length !== 1 || first?.state !== 'connected' || first.many !== CONNECTING)
    throw new Error(`not all were connected: ${JSON.stringify(rows)}`);
}

const ROWS = 1_000;
const LIMIT_REQUESTS = 4_000;

async function durableInsert(stack: Stack, group: string): Promise<Line> {
  const { file, argumentsFor } = await prepareLimits(stack, ROWS);
  const server = await startServer(file, argumentsFor('recorded'));
  const pool = stack.connect(server.url, CALLERS);
  const act = async (turn: number) => {
    const { statusCode, body } = await pool.request({ method: 'GET', path: `/${turn % ROWS}` });
    await body.dump();
    if (statusCode !== 200) throw new Error(`the limit answered ${statusCode}`);
  };
  try {
    await load(CALLERS, act, (turn) => turn >= LIMIT_REQUESTS);
    const what = 'http, one read, one durable insert';
    const asked = { group, what, role: 'limit', callers: CALLERS, pid: server.pid, act } as const;
    return await measureUntil((turn) => turn >= LIMIT_REQUESTS, asked);
  } finally {
    await server.stop();
  }
}

function at<T extends string | ConnectCustomer>(all: readonly T[], index: number): T {
  const one = all[index];
  if (one === undefined) throw new Error(`there is no number ${index}`);
  return one;
}
