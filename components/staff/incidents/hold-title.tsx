import type { ListedHold } from '#web/holds/holds';
import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';
import { Tag } from '../../ui/badge';
import { Bidi } from '../../ui/bidi';
import { holdName } from './hold-name.ts';

type HoldTitleProps = { hold: Pick<ListedHold, 'scope' | 'value' | 'keyName' | 'isDrill'> };

/** What a hold is on, and whether it is only practised. */
export function HoldTitle({ hold }: HoldTitleProps) {
  return (
    <>
      <Bidi text={holdName(hold)} />
      {hold.isDrill ? <DrillTag /> : null}
    </>
  );
}

/** After the name of what is only practised. */
export function DrillTag() {
  return (
    <>
      {' '}
      <span className="ml-2 inline-block">
        <Tag>{guidedIncidentMessages.list.drill}</Tag>
      </span>
    </>
  );
}
