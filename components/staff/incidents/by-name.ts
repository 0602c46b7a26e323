import { guidedIncidentMessages } from '#web/messages/staff/guided-incidents';

const { incident: messages } = guidedIncidentMessages;

const OPERATOR = 'operator:';

/** Who did something: a colleague's name, or what the command line is called in the trail (`operator:incidents:root`). */
export function byName(name: string): string {
  return name.startsWith(OPERATOR) ? messages.commandLine(name.slice(OPERATOR.length)) : name;
}

/** Who placed an incident: two people, or the command line alone, which may only drill. */
export function placedBy({
  firstName,
  secondName,
}: {
  firstName: string;
  secondName: string | null;
}): string {
  return secondName === null ? byName(firstName) : messages.people(firstName, secondName);
}
