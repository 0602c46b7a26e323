import type { Metadata } from 'next';
import { titleText } from '#components/staff/title-text.ts';
import { errorTitle } from '#components/ui/error-title.ts';
import { idInAddress } from '#lib/text/uuid';
import type { SearchParams } from '#web/connections/staff-filter';
import { staffFollowUpMessages } from '#web/messages/staff/follow-up';
import { loadConnection } from '../load-connection';
import { problemText, ReasonPage } from '../reason-page';

type Props = { params: Promise<{ id: string }>; searchParams: Promise<SearchParams> };

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const id = idInAddress((await params).id);
  const { connection } = await loadConnection(id, 'freeze', `/staff/connections/${id}/freeze`);
  const title = staffFollowUpMessages.freeze.pageTitle(titleText(connection.profileName));
  return { title: errorTitle(title, problemText((await searchParams).problem)) };
}

/** The question before a freeze, as a page of its own: it works without JavaScript. */
export default async function FreezePage({ params, searchParams }: Props) {
  const id = idInAddress((await params).id);
  const loaded = await loadConnection(id, 'freeze', `/staff/connections/${id}/freeze`);
  return <ReasonPage name="freeze" {...loaded} problem={(await searchParams).problem} />;
}
