/** The words of what only some drops have: several pictures, a size guide. They are fetched with it. */
export const en = {
  pictures: 'Pictures',
  previous: 'Previous picture',
  next: 'Next picture',
  of: (number: number, count: number) => `${number} of ${count}`,
  show: (number: number) => `Show picture ${number}`,
  sizeGuide: 'Size guide',
};

export type LookTexts = typeof en;
