import type { Environment } from '#lib/db/generated/enums';
import { staffHref } from '#web/staff/navigation';
import type { DayOfConnections } from './read-days';

/** The list that a number of the first page counts; undefined where it counts events, of which there is no list of connections. */
export function numberHref(
  environment: Environment,
  series: keyof Omit<DayOfConnections, 'day'>,
  days: readonly DayOfConnections[],
): string | undefined {
  switch (series) {
    case 'active':
      return staffHref('/staff/connections', { status: 'active', environment });
    case 'connected':
      return staffHref('/staff/connections', {
        environment,
        connected_from: days.at(0)?.day,
        connected_to: days.at(-1)?.day,
      });
    default:
      return undefined;
  }
}
