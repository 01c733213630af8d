import { HttpTransportType, HubConnectionBuilder, LogLevel, type HubConnection } from '@microsoft/signalr';
import { below } from '../base';
import { retryDelayMs } from '../retry';

/** A chunk of its own, so that the page is drawn before the code of the live connection arrives. */
export function buildHub(): HubConnection {
  const hub = new HubConnectionBuilder()
    // A balancer might send the negotiation to another node than the connection.
    .withUrl(below('/live'), { skipNegotiation: true, transport: HttpTransportType.WebSockets })
    // SignalR's own policy gives up after four tries. A server that is away for a minute should get its visitors back.
    .withAutomaticReconnect({ nextRetryDelayInMilliseconds: ({ previousRetryCount }) => retryDelayMs(previousRetryCount) })
    .configureLogging(LogLevel.None)
    .build();
  // The server sends something at least every 8 s.
  hub.serverTimeoutInMilliseconds = 20_000;
  return hub;
}
