import { controlMessages } from '#web/messages/controls';
import { ButtonLink } from './button';

const { pages } = controlMessages;

type PaginationProps = {
  label: string;
  /** What the links say where "newer" and "older" are not the order. */
  texts?: { previous: string; next: string };
  /** The page before, or (`first`) the first one, for lists that are only read forwards. */
  previous?: string | undefined;
  first?: string | undefined;
  next?: string | undefined;
};

/** Links to the pages before and after; an absent address leaves its link out. */
export function Pagination({
  label,
  texts = { previous: pages.newer, next: pages.older },
  previous,
  first,
  next,
}: PaginationProps) {
  const back = previous ?? first;
  if (back === undefined && next === undefined) return null;
  return (
    <nav aria-label={label} className="mt-6 flex items-center justify-between gap-4">
      {back === undefined ? (
        <span />
      ) : previous === undefined ? (
        <ButtonLink href={back}>{pages.latest}</ButtonLink>
      ) : (
        <ButtonLink href={back} rel="prev">
          {texts.previous}
        </ButtonLink>
      )}
      {next === undefined ? (
        <span />
      ) : (
        <ButtonLink href={next} rel="next">
          {texts.next}
        </ButtonLink>
      )}
    </nav>
  );
}
