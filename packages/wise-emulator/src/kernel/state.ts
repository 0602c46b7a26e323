import type { Guard } from './guard';
import { type Settings, SettingsStore } from './settings/settings';
import type { EmulatorClient } from './store/client-schema';
import { ClientStore } from './store/clients';
import { type Clock, shiftedClock, systemClock } from './store/clock';
import { CodeStore } from './store/codes';
import { EventLog } from './store/events/event-log';
import { type Fault, FaultBoard } from './store/faults/faults';
import { HubNotices } from './store/hub-notices';
import { IdempotencyKeys } from './store/idempotency-keys';
import { Ids } from './store/ids';
import { PartnerKeys } from './store/jose/partner-keys';
import { WiseKeys } from './store/jose/wise-keys';
import { KycReviews } from './store/kyc-reviews';
import { BalanceBook } from './store/money/balance-book';
import { QuoteStore } from './store/money/quotes';
import { RecipientStore } from './store/money/recipients';
import { TransferStore } from './store/money/transfers';
import { WaitingTransfers } from './store/money/waiting-transfers';
import type { OpenedAuthority } from './store/mtls/authority-folder';
import { Directory } from './store/people/directory';
import { RateLimiter } from './store/rate-limiter';
import { ScaState } from './store/sca/sca-state';
import { SignInStore } from './store/sign-ins';
import { SignUps } from './store/sign-ups';
import { TokenStore } from './store/tokens';
import { Webhooks } from './store/webhooks/webhooks';

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
  kycReviews: KycReviews;
  webhooks: Webhooks;
  balances: BalanceBook;
  quotes: QuoteStore;
  recipients: RecipientStore;
  transfers: TransferStore;
  waitingTransfers: WaitingTransfers;
  /** Ids of what is made here. */
  ids: Ids;
  idempotencyKeys: IdempotencyKeys;
  /** What stands before and around the operations of Wise's API, in order. */
  guards: Guard[];
  /** The operations that can be spoiled by a fault, by name; each route adds its own. */
  endpoints: Set<string>;
  /** The preset that was chosen last, and what it injected. */
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
    kycReviews: new KycReviews(),
    webhooks: new Webhooks(),
    balances: new BalanceBook(),
    quotes: new QuoteStore(),
    recipients: new RecipientStore(),
    transfers: new TransferStore(),
    waitingTransfers: new WaitingTransfers(),
    ids: new Ids(),
    idempotencyKeys: new IdempotencyKeys(),
    guards: [],
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
  state.kycReviews.clear();
  for (const { userId } of state.signUps.all()) state.people.remove(userId);
  state.signUps.clear();
  state.people.reset();
  state.balances.clear();
  state.quotes.clear();
  state.recipients.clear();
  state.transfers.clear();
  state.waitingTransfers.clear();
  state.ids.clear();
  state.idempotencyKeys.clear();
  state.settings.reset();
  state.limiter.clear();
  state.hubNotices.clear();
  state.chosen = { preset: FIRST_PRESET, faults: [] };
  state.log.clear();
}
