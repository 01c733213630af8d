import { retryDelayMs } from '../retry';

export type Hear = (event: string, payload: unknown) => void;

/** Over HTTP/1.1 a browser has six connections to a shop; the pages need the others. */
const STREAMS_MAX = 2;

const EVENTS = ['connected', 'snapshot', 'stockChanged', 'purchaseCompleted', 'dropCreated', 'dropChanged', 'reservationChanged', 'reservationExpired'];

/** `heardAt`: of this connection; null: it has said nothing yet. */
type Stream = { source: EventSource | null; heardAt: number | null; failures: number; again: number };

/**
 * The drops' events over plain HTTP, where no WebSocket gets through: behind a proxy that passes no upgrades on. What a proxy
 * holds back until the answer is whole never arrives; the pages ask for themselves then.
 */
export class DropStreams {
  readonly #streams = new Map<string, Stream>();
  readonly #hear: Hear;

  constructor(hear: Hear) {
    this.#hear = hear;
  }

  /** Opens what is missing, closes what is no longer wanted. To be called every second or so. */
  keep(dropIds: Iterable<string>, now = performance.now()): void {
    const wanted = [...dropIds].slice(0, STREAMS_MAX);
    for (const [dropId, stream] of this.#streams) {
      if (wanted.includes(dropId)) continue;
      stream.source?.close();
      this.#streams.delete(dropId);
    }
    for (const dropId of wanted) {
      const stream = this.#streams.get(dropId) ?? { source: null, heardAt: null, failures: 0, again: now };
      this.#streams.set(dropId, stream);
      if (stream.source === null && now >= stream.again) this.#open(dropId, stream);
    }
  }

  /** For how long one of these drops has had nothing to say; null: not all of them get through. */
  quietForMs(dropIds: Iterable<string>, now = performance.now()): number | null {
    const heardAt = [...dropIds].map((dropId) => this.#streams.get(dropId)?.heardAt ?? null);
    return heardAt.includes(null) ? null : now - Math.min(now, ...heardAt.filter((at) => at !== null));
  }

  close(): void {
    this.keep([]);
  }

  #open(dropId: string, stream: Stream): void {
    const source = new EventSource(`/api/v1/drops/${encodeURIComponent(dropId)}/events`);
    stream.source = source;
    for (const name of EVENTS) {
      source.addEventListener(name, ({ data }: MessageEvent<string>) => {
        stream.heardAt = performance.now();
        stream.failures = 0;
        this.#hear(name, JSON.parse(data));
      });
    }
    source.onerror = () => {
      stream.heardAt = null;
      // It tries again by itself, but for an answer that is no stream.
      if (source.readyState !== EventSource.CLOSED) return;
      stream.source = null;
      stream.again = performance.now() + retryDelayMs(++stream.failures);
    };
  }
}
