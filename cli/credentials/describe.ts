import type { Environment } from '#lib/env/wise';
import type { SecretFacts } from '#vault/credentials/describe-secrets';

export type ClientFacts = {
  environment: Environment;
  clientId: string;
  secrets: SecretFacts[];
  askedAt: string | null;
  inUseSince: string | null;
};

const VERDICTS: Record<SecretFacts['verdict'], string> = {
  works: 'works',
  refused: 'Wise refuses it',
  unanswered: 'Wise gave no answer about it',
  not_asked: 'Wise was not asked about it yet',
};

/** A client as lines for people. */
export function clientLines(facts: ClientFacts): string[] {
  const asked = facts.askedAt === null ? '' : `, asked ${facts.askedAt}`;
  const lines = facts.secrets.map((secret) => {
    if (!secret.isSet) return `  ${secret.name}: not set`;
    const parts = [VERDICTS[secret.verdict]];
    if (secret.isInUse) parts.push(`in use${facts.inUseSince === null ? '' : ` since ${facts.inUseSince}`}`);
    if (secret.fileChangedAt !== null) parts.push(`its file was changed ${secret.fileChangedAt}`);
    return `  ${secret.name}: ${parts.join('; ')}`;
  });
  return [`${facts.environment}, client ID ${facts.clientId}${asked}`, ...lines];
}

/** True when at least one secret of each client works, as far as is known. */
export function isEachWorking(clients: readonly ClientFacts[]): boolean {
  return clients.every(({ secrets }) => secrets.some(({ verdict }) => verdict === 'works'));
}
