/** What the widget says. A word of its own for each state: nothing of it hangs on a colour. */
const en = {
  upcoming: 'Opens soon',
  live: 'Live',
  paused: 'Paused',
  ended: 'Ended',
  soldOut: 'Sold out',
  allHeld: 'All reserved for now',
  opensIn: 'Opens in',
  endsIn: 'Ends in',
  noDate: 'Date to be announced',
  stock: (free: string, total: string) => `${free} of ${total} free`,
  edition: (total: string) => `Edition of ${total}`,
  days: (count: number) => `${count} ${count === 1 ? 'day' : 'days'}`,
  buttons: { open: 'Get yours', queue: 'Join the queue', draw: 'Enter the draw', see: 'See the drop' },
  loading: 'One moment',
  unknown: 'This drop isn’t here',
  away: 'The shop doesn’t answer. We keep trying.',
};

export type Words = typeof en;

const de: Words = {
  upcoming: 'Öffnet bald',
  live: 'Live',
  paused: 'Pausiert',
  ended: 'Vorbei',
  soldOut: 'Ausverkauft',
  allHeld: 'Gerade alle reserviert',
  opensIn: 'Öffnet in',
  endsIn: 'Endet in',
  noDate: 'Termin folgt',
  stock: (free, total) => `${free} von ${total} frei`,
  edition: (total) => `Auflage ${total}`,
  days: (count) => `${count} ${count === 1 ? 'Tag' : 'Tage'}`,
  buttons: { open: 'Hol dir eins', queue: 'In die Warteschlange', draw: 'An der Verlosung teilnehmen', see: 'Zum Drop' },
  loading: 'Einen Moment',
  unknown: 'Diesen Drop gibt es hier nicht',
  away: 'Der Shop antwortet nicht. Wir versuchen es weiter.',
};

/** Of a BCP 47 tag: English for every language that the widget does not speak. */
export const wordsIn = (language: string): Words => (/^de\b/i.test(language) ? de : en);

/** For numbers and dates, which must not speak another language than the words. */
export function localeOf(language: string): string {
  try {
    return /^(de|en)\b/i.test(language) ? new Intl.Locale(language).toString() : 'en';
  } catch {
    return 'en';
  }
}
