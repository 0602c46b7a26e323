import { redirect } from 'next/navigation';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { requireStaff } from '#web/staff/current';
import { staffHref } from '#web/staff/navigation';

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Where staff arrive after a sign-in; a bookmark of the list that stood here keeps its filters. */
export default async function StaffPage({ searchParams }: Props) {
  await withUnavailablePage('/staff', () => requireStaff(undefined, '/staff'));
  const query = Object.entries(await searchParams).filter(
    (pair): pair is [string, string] => typeof pair[1] === 'string',
  );
  redirect(staffHref('/staff/connections', Object.fromEntries(query)));
}
