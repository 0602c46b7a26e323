import type { IncidentCounts, IncidentScope } from '#lib/contract/incidents';
import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';
import { secondApprovalMessages } from '#web/messages/staff/second-approvals';
import { ButtonLink } from '../../ui/button';
import { Card } from '../../ui/card';
import { DescriptionList } from '../../ui/description-list';
import { Notice } from '../../ui/notice';
import { Counts } from './counts';
import { scopeItems } from './scope-items';

const { place } = guidedIncidentMessages;
const { facts } = secondApprovalMessages;

/** What an incident covers now, or that nobody could count it. */
export function Covered({ counts }: { counts: IncidentCounts | 'unavailable' }) {
  return (
    <section aria-labelledby="covered" className="mb-10">
      <h2 id="covered" className="mb-4 font-semibold text-xl">
        {place.counted.title}
      </h2>
      {counts === 'unavailable' ? (
        <Notice tone="bad" title={place.unavailable} role="alert" />
      ) : (
        <Card>
          <Counts counts={counts} />
        </Card>
      )}
    </section>
  );
}

type CountedScopeProps = {
  scope: IncidentScope;
  /** What `scope.on` stands for. */
  name: string;
  timeZone: string;
  /** The form with the same entries in it. */
  changeHref: string;
};

/** What was counted, and nothing else, can be asked for: whoever wants it otherwise has it counted anew. */
export function CountedScope({ scope, name, timeZone, changeHref }: CountedScopeProps) {
  return (
    <Card className="mb-10">
      <DescriptionList items={[{ term: facts.on, value: name }, ...scopeItems(scope, timeZone)]} />
      <p className="mt-6">
        <ButtonLink href={changeHref}>{place.change}</ButtonLink>
      </p>
    </Card>
  );
}
