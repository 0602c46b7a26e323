import type { Environment } from '#lib/env/wise';
import { AppError } from '#lib/errors/app-error';
import type { WiseClient } from './client';

/** Which client made a grant: it keeps that client, whatever is configured later (design 4.4). */
export type MadeBy = { environment: Environment; clientId: string };

/** The clients of ours that Wise knows and that are configured here. An environment may have none, or several. */
export class WiseClients {
  readonly all: readonly WiseClient[];

  constructor(all: readonly WiseClient[]) {
    this.all = all;
  }

  /** The client that made a grant or an attempt; undefined when it is not configured (any more). */
  find({ environment, clientId }: MadeBy): WiseClient | undefined {
    return this.all.find(({ config }) => config.environment === environment && config.clientId === clientId);
  }

  /** @throws AppError CONFIGURATION_WRONG when that client is not configured (any more). */
  mustFind(madeBy: MadeBy): WiseClient {
    const client = this.find(madeBy);
    if (client === undefined) throw new AppError('CONFIGURATION_WRONG', { log: 'a client that is not here' });
    return client;
  }

  /** The client for what no other one has begun; undefined where the environment is off. */
  ofEnvironment(environment: Environment | undefined): WiseClient | undefined {
    return this.all.find(({ config }) => config.environment === environment);
  }

  /** Ends the connections to Wise, once the calls that are out have their answers. */
  async close(): Promise<void> {
    await Promise.all(this.all.map(({ transport }) => transport.close()));
  }

  hasEnvironment(environment: Environment): boolean {
    return this.ofEnvironment(environment) !== undefined;
  }
}
