/** Drawn for this project, in web/public/pictures; the demo drops use them too. */
export const BUILT_IN_PICTURES = ['runner-shoe', 'ceramic-vase', 'turntable', 'mechanical-watch', 'field-jacket'].map((name) => `/pictures/${name}.svg`);

/** What a browser offers to choose from. An iPhone then hands over a JPEG in place of its HEIC. */
export const PICTURE_TYPES = 'image/jpeg,image/png,image/webp';
