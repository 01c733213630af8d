import type { LookTexts } from './en';

export const de: LookTexts = {
  pictures: 'Bilder',
  previous: 'Voriges Bild',
  next: 'Nächstes Bild',
  of: (number, count) => `${number} von ${count}`,
  show: (number) => `Bild ${number} zeigen`,
  sizeGuide: 'Größentabelle',
};
