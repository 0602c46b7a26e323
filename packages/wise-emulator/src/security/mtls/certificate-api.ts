import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import type { EmulatorState } from '#emulator/kernel/state';
import { issueCertificate } from './issue-certificate';
import { revokeCertificate } from './revoke-certificate';

const clientIdSchema = z.object({ clientId: z.string() });
const certificateIdSchema = z.object({ clientId: z.string(), id: z.string() });
const askedSchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  csr: z.string().max(20_000),
  isExpired: z.boolean().optional(),
});

/** The certificates of the Developer Hub, by program. */
export function addCertificateApi(server: FastifyInstance, state: EmulatorState): void {
  const path = '/__emulator/clients/:clientId/certificates';

  server.post(path, async (request, reply) => {
    const { clientId } = clientIdSchema.parse(request.params);
    const asked = askedSchema.parse(request.body);
    if (!state.clients.find(clientId)) return reply.code(404).send({ error: 'unknown_client' });
    const issued = await issueCertificate(state, { clientId, ...asked });
    if (!issued.ok) return reply.code(400).send({ error: 'certificate_refused', ...issued.refusal });
    return reply.code(201).send(issued.certificate);
  });

  server.get(path, (request) => state.certificates.of(clientIdSchema.parse(request.params).clientId));

  server.delete(`${path}/:id`, (request, reply) => {
    const { clientId, id } = certificateIdSchema.parse(request.params);
    return revokeCertificate(state, clientId, id)
      ? { revoked: id }
      : reply.code(404).send({ error: 'unknown_certificate' });
  });

  // "Get Wise Certificate", under the file name of Wise's own example.
  server.get('/__emulator/mtls/wise.ca-certificate.sandbox.pem', (_request, reply) =>
    reply
      .header('content-type', 'application/x-pem-file')
      .header('content-disposition', 'attachment; filename="wise.ca-certificate.sandbox.pem"')
      .send(state.authority.certificate),
  );
}
