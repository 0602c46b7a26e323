import { createHash } from 'node:crypto';
import fastify, { type FastifyReply } from 'fastify';
import { startMailServer } from './mail-server';
import { listPage, messagePage, notFoundPage, STYLE } from './pages';

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export type DevMailbox = { url: string; smtpUrl: string; close(): Promise<void> };

/** Development's mail server and the page that shows what it has taken. */
export async function startDevMailbox(ports: { page: number; smtp: number }): Promise<DevMailbox> {
  const mail = await startMailServer(ports.smtp);
  const app = fastify({ forceCloseConnections: true });
  app.addHook('onRequest', async (request, reply) => {
    // another site's name may be pointed at this machine to read what is here
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.host)) return reply.code(421).send('another host');
  });
  app.get('/', (_request, reply) => html(reply, listPage(mail.messages)));
  app.get<{ Params: { id: string } }>('/messages/:id', (request, reply) => {
    const message = mail.messages.find(({ id }) => String(id) === request.params.id);
    return message === undefined ? html(reply.code(404), notFoundPage()) : html(reply, messagePage(message));
  });
  const url = await app.listen({ host: '127.0.0.1', port: ports.page });
  return {
    url,
    smtpUrl: `smtp://127.0.0.1:${mail.port}`,
    close: async () => {
      await Promise.all([app.close(), mail.close()]);
    },
  };
}

function html(reply: FastifyReply, body: string): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', POLICY)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .send(body);
}
