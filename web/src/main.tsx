import './app/app.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { createQueryClient } from './app/queryClient';
import { becomeSomeoneElse } from './features/accounts/queries';
import { askAboutHolds, reservationChanged, reservationExpired } from './features/reservations/queries';
import { initialSpeech } from './lib/i18n';
import { LiveConnection } from './lib/live/connection';
import { hearOtherTabs } from './lib/tabs';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

const client = createQueryClient();
const live = new LiveConnection(client);
live.onReservationExpired = (event) => reservationExpired(client, event);
live.onReservationChanged = (reservation) => reservationChanged(client, reservation);
hearOtherTabs((news) => void (news === 'account' ? becomeSomeoneElse(client, live) : askAboutHolds(client)));
void live.open();

const speech = await initialSpeech();
createRoot(root).render(
  <StrictMode>
    <App client={client} live={live} speech={speech} />
  </StrictMode>,
);
