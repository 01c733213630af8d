import type { Drop, PurchaseCompleted, StockChanged } from '../api/types';

/** The news of each drop for one frame of the page. */
export interface Mail {
  stock: Map<string, StockChanged>;
  purchases: Map<string, PurchaseCompleted[]>;
  drops: Map<string, Drop>;
}

/** The most purchasers of a drop that a shop can be configured to show. */
const PURCHASES_MAX = 100;

const emptyMail = (): Mail => ({ stock: new Map(), purchases: new Map(), drops: new Map() });

/**
 * Collects news between two frames; newer stock of a drop replaces older. So a thousand events need only one render a frame. A hidden
 * tab has no frames: a slow timer delivers there.
 */
export class Mailbox {
  #mail = emptyMail();
  #scheduled = false;
  readonly #deliver: (mail: Mail) => void;
  readonly #schedule: (flush: () => void) => void;

  constructor(deliver: (mail: Mail) => void, schedule = nextFrame) {
    this.#deliver = deliver;
    this.#schedule = schedule;
  }

  stock(event: StockChanged): void {
    const waiting = this.#mail.stock.get(event.dropId);
    if (waiting && waiting.version >= event.version) return;
    this.#mail.stock.set(event.dropId, event);
    this.#wake();
  }

  purchase(event: PurchaseCompleted): void {
    const waiting = this.#mail.purchases.get(event.dropId) ?? [];
    waiting.push(event);
    if (waiting.length > PURCHASES_MAX) waiting.shift();
    this.#mail.purchases.set(event.dropId, waiting);
    this.#wake();
  }

  drop(drop: Drop): void {
    const waiting = this.#mail.drops.get(drop.id);
    if (waiting && waiting.version > drop.version) return;
    this.#mail.drops.set(drop.id, drop);
    this.#wake();
  }

  #wake(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#schedule(() => {
      const mail = this.#mail;
      this.#mail = emptyMail();
      this.#scheduled = false;
      this.#deliver(mail);
    });
  }
}

function nextFrame(flush: () => void): void {
  if (document.visibilityState === 'hidden') setTimeout(flush, 1000);
  else requestAnimationFrame(flush);
}
