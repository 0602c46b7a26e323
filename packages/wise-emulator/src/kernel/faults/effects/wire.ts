import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply } from 'fastify';
import type { Answer } from '#emulator/kernel/http/answer';
import type { Fault } from '#emulator/kernel/store/faults/faults';

/** The way out of one request, below Fastify: for answers that no server should give. */
export class Wire {
  readonly response: ServerResponse;
  readonly #reply: FastifyReply;
  readonly #fault: Fault;

  constructor(reply: FastifyReply, fault: Fault) {
    reply.hijack();
    this.#reply = reply;
    this.#fault = fault;
    this.response = reply.raw;
  }

  get socket(): Socket {
    const { socket } = this.response.req;
    return socket;
  }

  /** Headers of the answer with those that every answer carries (trace id). */
  headersOf(answer: Answer, more: Record<string, string | number> = {}): Record<string, string | number> {
    const common = Object.entries(this.#reply.getHeaders()).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as const],
    );
    return { ...Object.fromEntries(common), ...answer.headers, ...more };
  }

  /** Sends status line and headers now. */
  head(answer: Answer, more: Record<string, string | number> = {}): void {
    this.response.writeHead(answer.status, this.headersOf(answer, more));
    this.response.flushHeaders();
  }

  /**
   * Keeps the request inside the fault until its connection ends. When the fault is released first, `finish` ends it
   * decently; when it is dropped, the connection is.
   */
  stay({ finish, gone = () => undefined }: { finish: () => void; gone?: () => void }): void {
    const leave = this.#fault.enter((way) => {
      leave();
      if (way === 'drop') this.socket.destroy();
      else finish();
    });
    this.response.once('close', () => {
      leave();
      gone();
    });
  }
}
