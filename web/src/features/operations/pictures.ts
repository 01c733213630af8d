/** Drawn for this project, in web/public/pictures; the demo drops use them too. */
export const BUILT_IN_PICTURES = ['runner-shoe', 'ceramic-vase', 'turntable', 'mechanical-watch', 'field-jacket'].map((name) => `/pictures/${name}.svg`);
