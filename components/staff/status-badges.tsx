import type { ConnectionStatus, Environment } from '#lib/db/generated/enums';
import { Badge, Tag } from '../ui/badge';
import { ENVIRONMENT_LABELS, STATUS_LABELS, STATUS_TONES } from './words.ts';

type Facts = { status: ConnectionStatus; frozen: boolean; environment: Environment };

/** The status in a word with its icon, the frozen flag beside it, and the environment when it is not production. */
export function StatusBadges({ status, frozen, environment }: Facts) {
  return (
    <span className="inline-flex flex-wrap items-center gap-x-3 gap-y-1">
      <Badge tone={STATUS_TONES[status]}>{STATUS_LABELS[status]}</Badge>
      {frozen ? (
        <Badge tone="info" icon="pause">
          Frozen
        </Badge>
      ) : null}
      {environment === 'production' ? null : <Tag>{ENVIRONMENT_LABELS[environment]}</Tag>}
    </span>
  );
}
