import type { Metadata } from 'next';
import { ExposureForm } from '#components/staff/exposure/exposure-form';
import { ExposureTable } from '#components/staff/exposure/exposure-table';
import { ButtonLink } from '#components/ui/button';
import { EmptyState } from '#components/ui/empty-state';
import { Notice } from '#components/ui/notice';
import { Page } from '#components/ui/page';
import { PageHeader } from '#components/ui/page-header';
import { Pagination } from '#components/ui/pagination';
import { readEnvironment } from '#lib/env/wise';
import type { StaffSession } from '#lib/sessions/session';
import {
  type Exposure,
  listExposureKeys,
  listExposureRingKeys,
  readExposure,
} from '#web/connections/exposure';
import {
  EXPOSURE_MAX_DAYS,
  type ExposureFilter,
  exposureCommand,
  exposureHref,
  minuteOf,
  parseExposureFilter,
  type Unknown,
} from '#web/connections/exposure-filter';
import { findUnknown } from '#web/connections/exposure-unknown';
import type { SearchParams } from '#web/connections/staff-filter';
import { webDb } from '#web/db/web-db';
import { withUnavailablePage } from '#web/http/with-unavailable-page';
import { staffExposureMessages as messages } from '#web/messages/staff/exposure';
import { requireStaff } from '#web/staff/current';

const PATH = '/staff/incidents/exposure';

export const metadata: Metadata = { title: messages.title };

/** Who used what between two times, for every staff role. */
export default async function ExposurePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const params = await searchParams;
  const filter = parseExposureFilter(params);
  const { keys, ringKeys, found } = await withUnavailablePage(PATH, async () => {
    const staff = await requireStaff(undefined, PATH);
    return {
      keys: await listExposureKeys(webDb(), staff),
      ringKeys: await listExposureRingKeys(webDb(), staff),
      found: typeof filter === 'string' ? filter : await read(staff, filter),
    };
  });
  return (
    <Page width="wide">
      <PageHeader
        title={messages.title}
        lead={messages.lead}
        back={{ href: '/staff/incidents', label: messages.back }}
      />
      <ExposureForm keys={keys} ringKeys={ringKeys} values={valuesOf(filter, params)} />
      {typeof found === 'string' ? (
        <Refusal {...(found === 'days' ? messages.days(EXPOSURE_MAX_DAYS) : messages.unknown[found])} />
      ) : (
        <Found {...found} />
      )}
    </Page>
  );
}

async function read(
  staff: StaffSession,
  filter: ExposureFilter,
): Promise<{ filter: ExposureFilter; exposure: Exposure } | Unknown> {
  const unknown = await findUnknown(webDb(), staff, filter);
  return unknown ?? { filter, exposure: await readExposure(webDb(), staff, filter) };
}

function Refusal({ title, text }: { title: string; text: string }) {
  return (
    <Notice tone="warn" title={title} role="alert">
      <p>{text}</p>
    </Notice>
  );
}

function Found({ filter, exposure }: { filter: ExposureFilter; exposure: Exposure }) {
  const { lines, next, isPart, uses, connections, isAtLeast } = exposure;
  const isEmpty = lines.length === 0 && !isPart;
  if (isEmpty && filter.after === undefined) return <Nothing filter={filter} />;
  return (
    <>
      <p className="font-semibold text-lg tabular-nums">{messages.sums(uses, connections, isAtLeast)}</p>
      <p className="mt-1 mb-4 max-w-prose text-muted text-sm leading-6">
        {messages.whole} <code className="select-all wrap-anywhere">{exposureCommand(filter)}</code>
      </p>
      {isPart ? (
        <Notice tone="info" title={messages.part.title}>
          <p>{messages.part.text}</p>
        </Notice>
      ) : null}
      {isEmpty ? <p>{messages.noMore}</p> : null}
      {lines.length > 0 ? <ExposureTable lines={lines} /> : null}
      <Pagination
        label={messages.pages}
        first={filter.after === undefined ? undefined : exposureHref({ ...filter, after: undefined })}
        next={next && exposureHref({ ...filter, after: next })}
      />
    </>
  );
}

function Nothing({ filter }: { filter: ExposureFilter }) {
  const { none, noneHere, noneUnderKey } = messages;
  if (filter.ringKeyId !== undefined)
    return (
      <EmptyState
        title={noneUnderKey.title}
        action={
          <ButtonLink href={exposureHref({ ...filter, ringKeyId: undefined })}>{noneUnderKey.all}</ButtonLink>
        }
      >
        {noneUnderKey.text}
        <code className="select-all whitespace-nowrap text-sm">{noneUnderKey.command}</code>.
      </EmptyState>
    );
  return filter.environment === undefined ? (
    <EmptyState title={none.title}>{none.text}</EmptyState>
  ) : (
    <EmptyState
      title={noneHere.title}
      action={
        <ButtonLink href={exposureHref({ ...filter, environment: undefined })}>{noneHere.all}</ButtonLink>
      }
    >
      {none.text}
    </EmptyState>
  );
}

/** As the fields show them; of what cannot be read, as they were typed. */
function valuesOf(
  filter: ReturnType<typeof parseExposureFilter>,
  { from = '', to = '', ...rest }: SearchParams,
) {
  if (typeof filter === 'string') {
    const environment = readEnvironment(rest.environment);
    const typed = { from, to, key: rest.key, connection: rest.connection, client: rest.client };
    const texts = Object.entries({ ...typed, ringKey: rest['encryption-key'] });
    return {
      ...{ from: '', to: '' },
      ...Object.fromEntries(texts.filter(([, text]) => typeof text === 'string')),
      ...(environment !== undefined && { environment }),
    };
  }
  const { environment, keyId, connectionId, clientId, ringKeyId } = filter;
  return {
    ...{ from: minuteOf(filter.from), to: minuteOf(filter.to) },
    ...(environment !== undefined && { environment }),
    ...(keyId !== undefined && { key: keyId }),
    ...(connectionId !== undefined && { connection: connectionId }),
    ...(clientId !== undefined && { client: clientId }),
    ...(ringKeyId !== undefined && { ringKey: ringKeyId }),
  };
}
