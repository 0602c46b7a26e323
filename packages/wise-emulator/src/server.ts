import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { ZodError } from 'zod';
import { addBalances } from './api/balances/balance-routes';
import { addMovements } from './api/balances/movement-route';
import { addStatement } from './api/balances/statement-route';
import { addTopUp } from './api/balances/top-up-route';
import { addCurrencies } from './api/money/currency-route';
import { addRates } from './api/money/rate-route';
import { addQuotes } from './api/quotes/quote-routes';
import { addRecipients, addRecipientsV1 } from './api/recipients/recipient-routes';
import { addAccountRequirements } from './api/recipients/requirement-routes';
import { addPersonalProfile } from './api/resources/create-personal-profile';
import { addProfiles, addProfilesV1 } from './api/resources/profiles';
import { addUsers } from './api/resources/users';
import { addVerification } from './api/resources/verification';
import { addTransferSimulation } from './api/transfers/simulate-transfer';
import { addTransferFacts } from './api/transfers/transfer-facts';
import { addTransfers } from './api/transfers/transfer-routes';
import { addControlApi } from './console/control-api';
import { addControlForms } from './console/control-forms';
import { addDeveloperHub } from './console/developer-hub/hub';
import { addSecretApi } from './console/developer-hub/secret-api';
import { addGroundTruth } from './console/ground-truth/routes';
import { indexPage } from './console/index-page';
import type { Guard } from './kernel/guard';
import { pageAnswer, sendAnswer } from './kernel/http/answer';
import { addBodyParsers } from './kernel/http/body-parsers';
import { addCompression } from './kernel/http/compression';
import { gatewayProblem } from './kernel/http/problem';
import { refuseOtherTargets } from './kernel/http/request-target';
import { addWiseHeaders, refuseCrossSitePosts, wiseHeaders } from './kernel/http/wise-headers';
import { API_VERSIONS, refuseEndedVersions } from './kernel/routes/wise-route';
import type { Settings } from './kernel/settings/settings';
import { createState, type EmulatorState } from './kernel/state';
import { DEFAULT_CLIENT, type EmulatorClient } from './kernel/store/client-schema';
import { openAuthority } from './kernel/store/mtls/authority-folder';
import { keepSnapshot } from './kernel/store/snapshot';
import { addConnectedApps } from './oauth/account/connected-apps';
import { addSignIn } from './oauth/account/sign-in';
import { addTakeOver } from './oauth/account/take-over-page';
import { addAuthorisePage } from './oauth/authorise-page';
import { addDecision } from './oauth/decide';
import { keepableSignUps } from './oauth/sign-up/made-account';
import { addSignUp } from './oauth/sign-up/sign-up-api';
import { addTokenEndpoint } from './oauth/token/token-endpoint';
import { joseGuard } from './security/jose/jose-guard';
import { addJoseKeyApi } from './security/jose/key-api';
import { addJoseKeys } from './security/jose/key-endpoints';
import { addJosePlayground } from './security/jose/playground';
import { addCertificateApi } from './security/mtls/certificate-api';
import { openMtlsHost } from './security/mtls/mtls-host';
import { guardMtlsHost, mtlsGuard } from './security/mtls/mtls-rules';
import { addAuthenticatedPlayground } from './security/mtls/playground';
import { addSca } from './security/sca/add-sca';
import { addApprovalPage } from './security/sca/approve-on-page';
import { scaGuard } from './security/sca/demand-sca';
import { addHostedVerification } from './verification/hosted-page';
import { addKycReviews } from './verification/kyc-review-routes';
import { startTelling } from './webhooks/deliver';
import { addWebhookSubscriptions } from './webhooks/subscription-endpoints';
import { addWebhookApi } from './webhooks/webhook-api';

export type { EmulatorClient } from './kernel/store/client-schema';

/** What every operation of Wise's API stands behind, in this order. */
const GUARDS: readonly Guard[] = [mtlsGuard, joseGuard, scaGuard];

/** Wise's API behind bearer tokens, one row a subject. */
const RESOURCES: readonly ((server: FastifyInstance, state: EmulatorState) => void)[] = [
  addUsers,
  addProfiles,
  addProfilesV1,
  addPersonalProfile,
  addSignUp,
  addAuthenticatedPlayground,
  addJoseKeys,
  addJosePlayground,
  addSca,
  addWebhookSubscriptions,
  addCurrencies,
  addRates,
  addBalances,
  addStatement,
  addTopUp,
  addMovements,
  addQuotes,
  addRecipients,
  addRecipientsV1,
  addAccountRequirements,
  addTransfers,
  addTransferFacts,
  addTransferSimulation,
  addVerification,
  addKycReviews,
];

export type EmulatorOptions = {
  /** 0 or nothing: a free port. */
  port?: number;
  /** Loopback only; 127.0.0.1 when not given. */
  host?: string;
  clients?: readonly EmulatorClient[];
  /** The host that demands client certificates: its port (a free one), and where its authority is kept (nowhere). */
  mtls?: { port?: number; folder?: string | undefined };
  /** Where they differ from the defaults; `reset` comes back to them. */
  settings?: Partial<Settings>;
  /** The file that keeps its tokens, codes and sign-ins over a restart; none: it forgets. */
  keep?: string | undefined;
  /** The private RSA key, in PEM, that webhooks are signed with; none: one of its own. */
  webhookKey?: string | undefined;
  logger?: FastifyBaseLogger;
  /** Called before there is any route: where a test hooks in a recorder, or routes of its own. */
  attach?: (server: FastifyInstance, state: EmulatorState) => void;
};

export type Emulator = {
  /** Without a trailing slash. */
  url: string;
  port: number;
  /** The host that demands client certificates, and the authority to trust there. */
  mtls: { url: string; caCertificate: string };
  close(): Promise<void>;
  /** For tests in the same process. */
  state: EmulatorState;
};

/**
 * Starts Wise's sandbox as docs/wise.md describes it. Throws when the host is not loopback: nothing here is
 * protected, and nothing here may ever be mistaken for Wise from outside.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const {
    port = 0,
    host = '127.0.0.1',
    clients = [DEFAULT_CLIENT],
    mtls = {},
    settings,
    keep,
    webhookKey,
    logger,
    attach,
  } = options;
  if (!isLoopback(host)) throw new Error(`The emulator listens on loopback only, not on "${host}".`);
  const state = createState(clients, await openAuthority(mtls.folder), settings);
  state.guards.push(...GUARDS);
  const server = createServer(state, logger, attach);
  if (keep !== undefined) {
    const { people, signIns, codes, tokens, webhooks } = state;
    const { subscriptions, keys } = webhooks;
    keepSnapshot(server, keep, {
      signUps: keepableSignUps(state),
      people,
      signIns,
      codes,
      tokens,
      subscriptions,
      webhookKeys: keys,
    });
  }
  if (webhookKey !== undefined) state.webhooks.keys.use(webhookKey);
  const stopTelling = startTelling(state);
  await server.listen({ port, host });
  const mtlsHost = await openMtlsHost(server, state, { host, port: mtls.port ?? 0 });
  const bound = boundPort(server);
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${name}:${bound}`,
    port: bound,
    mtls: { url: `https://${name}:${mtlsHost.port}`, caCertificate: state.authority.certificate },
    state,
    close: async () => {
      state.faults.clear('drop');
      stopTelling();
      state.waitingTransfers.clear();
      state.webhooks.dispatcher.stop();
      await mtlsHost.close();
      await server.close();
    },
  };
}

/** `localhost`, 127.0.0.0/8 or ::1. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

function createServer(
  state: EmulatorState,
  logger: FastifyBaseLogger | undefined,
  attach: EmulatorOptions['attach'],
): FastifyInstance {
  const setHeaders = wiseHeaders(state);
  const options: FastifyServerOptions = {
    // HEAD must have no effect and no log row of its own: there is no route for it.
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    bodyLimit: 8 * 1024 * 1024,
    // An address that cannot be read (a lone %, 100 characters for an id) comes to no hook and no route.
    frameworkErrors: (_error, request, reply) => {
      setHeaders(request, reply);
      return sendAnswer(reply, gatewayProblem(400, 'Bad Request', 'Invalid address'));
    },
    ...(logger ? { loggerInstance: logger, disableRequestLogging: true } : {}),
  };
  // Tokens may have 16 KB (docs/wise.md 2.3), and Node alone takes no more than that of all headers together.
  const server = Fastify({ ...options, http: { maxHeaderSize: 64 * 1024 } });
  attach?.(server, state);
  addCompression(server, state);
  addWiseHeaders(server, setHeaders);
  refuseOtherTargets(server);
  guardMtlsHost(server, state);
  refuseEndedVersions(server, state);
  refuseCrossSitePosts(server);
  addBodyParsers(server);
  addErrorAnswers(server);
  addWise(server, state);
  addControlApi(server, state);
  addControlForms(server, state);
  addGroundTruth(server, state);
  addDeveloperHub(server, state);
  addSecretApi(server, state);
  addCertificateApi(server, state);
  addJoseKeyApi(server, state);
  addWebhookApi(server, state);
  return server;
}

function addWise(server: FastifyInstance, state: EmulatorState): void {
  server.get('/', (_request, reply) => sendAnswer(reply, pageAnswer(200, indexPage(state.clients.all()))));
  addSignIn(server, state);
  addTakeOver(server, state);
  addConnectedApps(server, state);
  addAuthorisePage(server, state);
  addDecision(server, state);
  addApprovalPage(server, state);
  addHostedVerification(server, state);
  addTokenEndpoint(server, state, '');
  for (const version of API_VERSIONS) addTokenEndpoint(server, state, `/${version}`);
  for (const addResource of RESOURCES) addResource(server, state);
}

function addErrorAnswers(server: FastifyInstance): void {
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?', 1)[0];
    return sendAnswer(reply, gatewayProblem(404, 'Not Found', 'No message available', path));
  });
  server.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (error instanceof ZodError) {
      return reply.code(400).send({ error: 'invalid_control_request', issues: error.issues });
    }
    request.log.error(error);
    const status = error.statusCode ?? 500;
    return sendAnswer(
      reply,
      gatewayProblem(status, status < 500 ? 'Bad Request' : 'Internal Server Error', error.message),
    );
  });
}

function boundPort(server: FastifyInstance): number {
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('The emulator has no port.');
  return address.port;
}
