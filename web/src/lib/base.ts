/** The path below which the shop is served, such as `/shop`: the server writes it into the page. Empty: at the root of its host. */
export const base = (typeof document === 'undefined' ? undefined : document.documentElement.dataset.base) ?? '';

/** An address of this shop as it is to be asked for. One of another site stays as it is. */
export const below = (address: string): string => (/^\/(?!\/)/.test(address) ? base + address : address);

/** The same for a list of files with their widths, as in HTML's `srcset`. */
export const eachBelow = (srcset: string): string => srcset.split(', ').map(below).join(', ');
