import { BalanceBook } from './balances/balance-book';
import { EventLog, type RevocationReason } from './control/event-log';
import { type Fault, FaultBoard } from './control/faults';
import { type Settings, SettingsStore } from './control/settings';
import { HubNotices } from './developer-hub/notices';
import { PartnerKeys } from './jose/partner-keys';
import { WiseKeys } from './jose/wise-keys';
import { RateLimiter } from './limits/rate-limiter';
import type { OpenedAuthority } from './mtls/authority-folder';
import { Directory } from './people/directory';
import { QuoteStore } from './quotes/quotes';
import { RecipientStore } from './recipients/recipients';
import { ScaState } from './sca/sca-state';
import { SignUps } from './sign-up/sign-ups';
import type { EmulatorClient } from './store/client-schema';
import { ClientStore } from './store/clients';
import { type Clock, shiftedClock, systemClock } from './store/clock';
import { CodeStore } from './store/codes';
import { Ids } from './store/ids';
import { Repeats } from './store/repeats';
import { SignInStore } from './store/sign-ins';
import { type Grant, TokenStore } from './store/tokens';
import { TransferStore } from './transfers/transfers';
import { WaitingTransfers } from './transfers/waiting-transfers';
import { Webhooks } from './webhooks/webhooks';

const FIRST_PRESET = 'as-documented';

/** All that the emulator knows. Every handler gets it; nothing else remembers anything. */
export type EmulatorState = {
  clock: Clock;
  clients: ClientStore;
  people: Directory;
  signIns: SignInStore;
  signUps: SignUps;
  codes: CodeStore;
  tokens: TokenStore;
  settings: SettingsStore;
  faults: FaultBoard;
  log: EventLog;
  limiter: RateLimiter;
  wiseKeys: WiseKeys;
  partnerKeys: PartnerKeys;
  hubNotices: HubNotices;
  sca: ScaState;
  webhooks: Webhooks;
  balances: BalanceBook;
  quotes: QuoteStore;
  recipients: RecipientStore;
  transfers: TransferStore;
  waitingTransfers: WaitingTransfers;
  /** Ids of what is made here. */
  ids: Ids;
  repeats: Repeats;
  /** The operations that can be spoiled by a fault, by name; each route adds its own. */
  endpoints: Set<string>;
  /** The preset that was chosen last, and what it planted. */
  chosen: { preset: string; faults: readonly Fault[] };
} & OpenedAuthority;

export function createState(
  clients: readonly EmulatorClient[],
  opened: OpenedAuthority,
  firstSettings: Partial<Settings> = {},
): EmulatorState {
  const settings = new SettingsStore(firstSettings);
  return {
    ...opened,
    clock: shiftedClock(systemClock, () => settings.current.clockOffsetSeconds),
    clients: new ClientStore(clients),
    people: new Directory(),
    signIns: new SignInStore(),
    signUps: new SignUps(),
    codes: new CodeStore(),
    tokens: new TokenStore(),
    settings,
    faults: new FaultBoard(),
    log: new EventLog(),
    limiter: new RateLimiter(),
    wiseKeys: new WiseKeys(),
    partnerKeys: new PartnerKeys(),
    hubNotices: new HubNotices(),
    sca: new ScaState(),
    webhooks: new Webhooks(),
    balances: new BalanceBook(),
    quotes: new QuoteStore(),
    recipients: new RecipientStore(),
    transfers: new TransferStore(),
    waitingTransfers: new WaitingTransfers(),
    ids: new Ids(),
    repeats: new Repeats(),
    endpoints: new Set(),
    chosen: { preset: FIRST_PRESET, faults: [] },
  };
}

/** Back to the first minute; only the clients, their certificates and keys stay. Held requests are dropped without their effect. */
export function resetState(state: EmulatorState): void {
  state.faults.clear('drop');
  state.signIns.clear();
  state.codes.clear();
  state.tokens.clear();
  state.webhooks.clear();
  state.certificates.forgetBindings();
  state.sca.clear();
  for (const { userId } of state.signUps.all()) state.people.remove(userId);
  state.signUps.clear();
  state.people.reset();
  state.balances.clear();
  state.quotes.clear();
  state.recipients.clear();
  state.transfers.clear();
  state.waitingTransfers.clear();
  state.ids.clear();
  state.repeats.clear();
  state.settings.reset();
  state.limiter.clear();
  state.hubNotices.clear();
  state.chosen = { preset: FIRST_PRESET, faults: [] };
  state.log.clear();
}

/** The user's act ("Connected apps") or a test's. Returns how many grants died. */
export function removeApp(state: EmulatorState, userId: string, clientId: string): number {
  const accessOutlives = state.settings.current.accessOutlivesRemovedApp;
  const isMeant = (grant: Grant) => grant.userId === userId && grant.clientId === clientId;
  const grants = state.tokens.end(isMeant, 'app_removed', { accessOutlives });
  state.log.append({ type: 'app.removed', userId, clientId, grants }, state.clock.now());
  return grants;
}

/** Wise closes the account: every token of the user dies (docs/wise.md 4.2). A closed one stays as it is. */
export function deactivateUser(state: EmulatorState, userId: string): number {
  if (!state.people.isActive(userId)) return 0;
  state.people.deactivate(userId);
  const grants = state.tokens.end((grant) => grant.userId === userId, 'deactivated');
  state.log.append({ type: 'user.deactivated', userId, grants }, state.clock.now());
  return grants;
}

/** Every token of the user dies; the account goes on, and can give access again. */
export function revokeTokens(state: EmulatorState, userId: string, why: RevocationReason): number {
  const grants = state.tokens.end((grant) => grant.userId === userId, why);
  state.log.append({ type: 'user.tokens_revoked', userId, why, grants }, state.clock.now());
  return grants;
}

/** Wise opens a closed account again; what died with it stays dead, and nothing more dies. */
export function reactivateUser(state: EmulatorState, userId: string): 0 {
  if (state.people.isActive(userId)) return 0;
  state.people.reactivate(userId);
  state.log.append({ type: 'user.reactivated', userId }, state.clock.now());
  return 0;
}
