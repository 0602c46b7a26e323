import { staffCustomerMessages } from '#web/messages/staff/customer';
import { ButtonLink } from '../../ui/button';
import { Section } from './section';

const messages = staffCustomerMessages.acts;

type ActsOfProps = { path: string; mayExport: boolean; mayErase: boolean; isErased: boolean };

/** What this member of staff may do with all of a customer's data: each on a page of its own, that says what it does. */
export function ActsOf({ path, mayExport, mayErase, isErased }: ActsOfProps) {
  return (
    <Section id="acts" title={messages.title}>
      {mayExport || mayErase ? (
        <div className="grid gap-3">
          {mayExport ? <ButtonLink href={`${path}/export`}>{messages.export}</ButtonLink> : null}
          {mayErase && !isErased ? <ButtonLink href={`${path}/erase`}>{messages.erase}</ButtonLink> : null}
        </div>
      ) : (
        <p className="text-muted text-sm">{messages.adminOnly}</p>
      )}
    </Section>
  );
}
