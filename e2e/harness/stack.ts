import type { EventReceiver } from '#test/event-receiver';
import type { Balancer, Upstream } from './balancer';
import type { OutsideDatabase } from './database';
import type { Environment } from './flows';
import type { Partner } from './partner';
import { type Customer, newCustomer, newStaffMember, type StaffMember, type StaffRole } from './people';
import type { ProductProcess } from './process';
import type { Shop } from './shop';
import type { Wise } from './wise';

/** One of the vault processes: `process.url` is its internal listener. */
export type Vault = { process: ProductProcess; partnerUrl: string };

export type Balancers = { web: Balancer; internal: Balancer; partner: Balancer };

/** What a test may need to play the other side, and what must never show anywhere. */
export type StackSecrets = {
  internalKey: string;
  vaultKeys: string;
  wiseClientSecrets: Record<Environment, string>;
};

export type StackParts = {
  appUrl: string;
  database: OutsideDatabase;
  webs: readonly ProductProcess[];
  vaults: readonly Vault[];
  balancers: Balancers;
  partner: Partner;
  secrets: StackSecrets;
  wise: Record<Environment, Wise>;
  shop: Shop;
  /** Where the partner's back end takes events, if somebody registers it. */
  receiver: EventReceiver;
};

/**
 * The product as operated: two web and two vault processes of the production build behind balancers, one PostgreSQL,
 * and Wise's two environments played by emulators.
 */
export class Stack {
  readonly appUrl: string;
  readonly database: OutsideDatabase;
  readonly webs: readonly ProductProcess[];
  readonly vaults: readonly Vault[];
  readonly balancers: Balancers;
  readonly partner: Partner;
  readonly secrets: StackSecrets;
  readonly shop: Shop;
  readonly receiver: EventReceiver;
  readonly #wise: Record<Environment, Wise>;

  constructor(parts: StackParts) {
    this.appUrl = parts.appUrl;
    this.database = parts.database;
    this.webs = parts.webs;
    this.vaults = parts.vaults;
    this.balancers = parts.balancers;
    this.partner = parts.partner;
    this.secrets = parts.secrets;
    this.shop = parts.shop;
    this.receiver = parts.receiver;
    this.#wise = parts.wise;
  }

  get sandbox(): Wise {
    return this.#wise.sandbox;
  }

  get production(): Wise {
    return this.#wise.production;
  }

  wise(environment: Environment): Wise {
    return this.#wise[environment];
  }

  get processes(): ProductProcess[] {
    return [...this.webs, ...this.vaults.map((vault) => vault.process)];
  }

  get internalUrl(): string {
    return `http://127.0.0.1:${this.balancers.internal.port}`;
  }

  customer(name: string): Promise<Customer> {
    return newCustomer(this.database, this.appUrl, name);
  }

  staff(role: StaffRole): Promise<StaffMember> {
    return newStaffMember(this.database, this.appUrl, role);
  }

  /** All requests of this kind go to one process from now on; the returned function ends that. */
  pinWeb(web: ProductProcess): () => void {
    this.balancers.web.pin(web);
    return () => this.balancers.web.pin(undefined);
  }

  pinVault(vault: Vault): () => void {
    this.balancers.internal.pin(vault.process);
    this.balancers.partner.pin(partnerSide(vault));
    return () => {
      this.balancers.internal.pin(undefined);
      this.balancers.partner.pin(undefined);
    };
  }

  /** As before a test: no fault, no pin, every process there, nothing that waits, and nothing spent of what one network may do. */
  async reset(): Promise<void> {
    for (const wise of Object.values(this.#wise)) wise.reset();
    for (const balancer of Object.values(this.balancers)) balancer.pin(undefined);
    for (const each of this.processes) {
      if (each.isRunning) each.continue();
      else await each.start();
    }
    // all tests of a worker come from one network, and are together more than one may do in ten minutes
    await this.database.owner('DELETE FROM request_budgets');
    // Home of every colleague names it
    await this.database.owner(
      `UPDATE vault.second_approvals SET state = 'withdrawn', decided_at = now() WHERE state = 'waiting'`,
    );
  }

  /** What every process answered, by pid: a line for people. */
  get report(): string {
    const counts = [...this.#served()].map(([pid, count]) => {
      const name = this.processes.find((each) => each.isRunning && each.pid === pid)?.name ?? 'ended';
      return `${name} (pid ${pid}): ${count}`;
    });
    return `requests per process – ${counts.join(', ')}`;
  }

  /**
   * Places behind a busy balancer where no process answered anything: then the tests saw one process only. A place
   * counts with all processes it had, because one that was restarted at the very end may have nothing to do.
   */
  get idle(): string[] {
    const served = this.#served();
    const answers = ({ pids }: ProductProcess) =>
      [...pids].reduce((sum, pid) => sum + (served.get(pid) ?? 0), 0);
    const of = (processes: readonly ProductProcess[]) => {
      const busy = processes.reduce((sum, each) => sum + answers(each), 0);
      return busy < 4 ? [] : processes.filter((each) => answers(each) === 0);
    };
    return [...of(this.webs), ...of(this.vaults.map((vault) => vault.process))].map(
      (each) => `${each.name} (pid ${each.pid})`,
    );
  }

  #served(): Map<number, number> {
    const sum = new Map<number, number>();
    for (const balancer of Object.values(this.balancers)) {
      for (const [pid, count] of balancer.served) sum.set(pid, (sum.get(pid) ?? 0) + count);
    }
    return sum;
  }
}

/** The same process as the partner's balancer sees it. */
export function partnerSide(vault: Vault): Upstream {
  const { process, partnerUrl } = vault;
  return {
    url: partnerUrl,
    get pid() {
      return process.pid;
    },
    get isRunning() {
      return process.isRunning;
    },
  };
}
