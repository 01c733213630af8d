import './app/app.css';
import { QueryClient } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { becomeSomeoneElse } from './features/accounts/queries';
import { addHold, refetchHolds, reservationChanged, reservationExpired } from './features/reservations/holds';
import { asProblem } from './lib/api/problem';
import { initialSpeech } from './lib/i18n';
import { LiveConnection } from './lib/live/connection';
import { takePageData } from './lib/pageData';
import { waitMs } from './lib/retry';
import { beginShop } from './lib/shop';
import { hearOtherTabs } from './lib/tabs';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // Live events keep the page fresh. After this time a return to the tab asks the server again.
      staleTime: 15_000,
      networkMode: 'always',
      retry: (failures, error) => asProblem(error).isTransient && failures < 3,
      retryDelay: (failures, error) => waitMs(failures, error),
    },
  },
});
const live = new LiveConnection(client);
live.onReservationExpired = (event) => reservationExpired(client, event);
live.onOfferMade = (offer) => addHold(client, offer);
live.onReservationChanged = (reservation) => reservationChanged(client, reservation);
hearOtherTabs((news) => {
  if (news === 'account') void becomeSomeoneElse(client, live);
  if (news === 'holds') void refetchHolds(client);
});
void live.open();

/** Not awaited by the module itself: parts that are fetched on the way, as a language is, import this file's script and would wait for it. */
async function begin(place: HTMLElement): Promise<void> {
  const shop = await beginShop(client, takePageData(client));
  const speech = await initialSpeech(shop);
  createRoot(place).render(
    <StrictMode>
      <App client={client} live={live} speech={speech} />
    </StrictMode>,
  );
}
void begin(root);
