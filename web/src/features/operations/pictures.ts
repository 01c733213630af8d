/** Drawn for this project, in web/public/pictures; the demo drops use them too. */
export const BUILT_IN_PICTURES = ['runner', 'vase', 'turntable', 'watch', 'jacket'].map((name) => `/pictures/${name}.svg`);
