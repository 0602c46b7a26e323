import { ButtonLink } from './button';

/** Links to the pages before and after; an absent address leaves its link out. */
export function Pagination({
  label,
  previous,
  next,
}: {
  label: string;
  previous?: string | undefined;
  next?: string | undefined;
}) {
  if (previous === undefined && next === undefined) return null;
  return (
    <nav aria-label={label} className="mt-6 flex items-center justify-between gap-4">
      {previous === undefined ? (
        <span />
      ) : (
        <ButtonLink href={previous} rel="prev">
          Newer
        </ButtonLink>
      )}
      {next === undefined ? (
        <span />
      ) : (
        <ButtonLink href={next} rel="next">
          Older
        </ButtonLink>
      )}
    </nav>
  );
}
