import { HttpTransportType, HubConnectionBuilder, LogLevel, type HubConnection } from '@microsoft/signalr';
import { retryDelayMs } from '../retry';

/** Its own chunk: the page paints before the live connection's code arrives. */
export function buildHub(): HubConnection {
  const hub = new HubConnectionBuilder()
    // Negotiating would be a request of its own, which a balancer may send to another node than the connection.
    .withUrl('/live', { skipNegotiation: true, transport: HttpTransportType.WebSockets })
    // SignalR's own policy stops after four tries; a shop that closes for a minute should find its visitors again.
    .withAutomaticReconnect({ nextRetryDelayInMilliseconds: ({ previousRetryCount }) => retryDelayMs(previousRetryCount) })
    .configureLogging(LogLevel.None)
    .build();
  // The server shows a sign of life every 8 s.
  hub.serverTimeoutInMilliseconds = 20_000;
  return hub;
}
