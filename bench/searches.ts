// What staff look for, and how many rows each search may look at: connections and customers are found the same way.

/** One search. Each function takes how many connections there are. */
type Search = {
  what: string;
  textOf: (count: number) => string;
  /** Rows and index entries that one statement of it may look at. */
  mayRead: (count: number) => number;
};

/** The bounds of a search and of the counts: trigram-search.ts, staff-scan.ts, staff-counts.ts. */
export const BOUNDED = 25_000;

const search = (
  what: string,
  textOf: Search['textOf'],
  mayRead: Search['mayRead'] = () => BOUNDED,
): Search => ({
  what,
  textOf,
  mayRead,
});

/** The searches of a bad day, and of an ordinary one. */
export const SEARCHES: Search[] = [
  search(
    'a whole address',
    (count) => `person${Math.floor(count / 2)}@mail${Math.floor(count / 2) % 50}.example`,
  ),
  search('a part of a name', () => 'a87ff6'),
  search('a profile’s number', (count) => String(14_000_000 + Math.floor(count / 3))),
  search('a part of a number', (count) => String(14_000_000 + Math.floor(count / 3)).slice(2)),
  search('a name with an accent (1 of 10)', () => 'émilie'),
  search('first and last name (1 of 100)', () => 'maria keller'),
  search('two letters that are not Latin (1 of 1,000)', () => '李娜'),
  search('two rare letters (nobody)', () => 'qx'),
  search('one letter that nobody has', () => 'ж'),
  search('an accent alone', () => 'é'),
  search('nobody', () => 'nobody is called so'),
  // The index has every row for each part of it: 100 ms alone end that search, and a fast machine gets through with it.
  search(
    'nobody, of parts that everybody has',
    () => 'example person',
    (count) => 2 * count,
  ),
  search('everybody', () => 'example'),
  search('one letter', () => 'a'),
];
