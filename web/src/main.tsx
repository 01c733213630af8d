import './app/app.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { createQueryClient } from './app/queryClient';
import { markExpired } from './features/reservations/queries';
import { initialSpeech } from './lib/i18n';
import { LiveConnection } from './lib/live/connection';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

const client = createQueryClient();
const live = new LiveConnection(client);
live.onReservationExpired = ({ reservationId }) => markExpired(client, reservationId);
void live.open();

const speech = await initialSpeech();
createRoot(root).render(
  <StrictMode>
    <App client={client} live={live} speech={speech} />
  </StrictMode>,
);
