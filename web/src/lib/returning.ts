/** Where a visitor who came from another site's page wants to go back to. In this tab, until it is closed. */
const STORED = 'return';

export const wantedReturn = (): string | null => new URLSearchParams(location.search).get('return') ?? sessionStorage.getItem(STORED);

export const keepReturn = (address: string): void => sessionStorage.setItem(STORED, address);
