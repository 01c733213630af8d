/**
 * What the server says, by hand until `npm run api:types` has a document to generate from.
 * Everything else imports these names from here, so that switching over touches this file alone.
 */

/** ISO 8601, UTC, milliseconds. */
export type Instant = string;

export interface Money {
  /** Integer minor units: cents where the currency has cents. */
  amountMinor: number;
  /** ISO 4217. */
  currency: string;
}

export type DropStatus = 'draft' | 'upcoming' | 'live' | 'paused' | 'ended';
/** `allHeld`: nothing free now, but some may come back. `soldOut`: nothing will. */
export type Availability = 'available' | 'allHeld' | 'soldOut';

/** `total = available + held + sold`, always. */
export interface Stock {
  id: string;
  total: number;
  available: number;
  held: number;
  sold: number;
}

export interface Variant extends Stock {
  label: string;
}

export interface Purchaser {
  displayName: string;
  variantLabel: string;
  quantity: number;
  purchasedAt: Instant;
}

export interface Drop {
  id: string;
  slug: string;
  name: string;
  description: string | null;
  imageUrl: string | null;
  price: Money;
  status: DropStatus;
  availability: Availability;
  startsAt: Instant | null;
  endsAt: Instant | null;
  holdSeconds: number;
  /** Units, over all of a customer's purchases and holds. */
  limitPerCustomer: number;
  variants: Variant[];
  latestPurchasers: Purchaser[];
  /** Grows with every change of stock or state: what is older is dropped. */
  version: number;
  serverTime: Instant;
}

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Me {
  id: string;
  displayName: string;
  email?: string | null;
  roles: string[];
}

export type ReservationStatus = 'active' | 'purchased' | 'expired' | 'cancelled';

export interface Reservation {
  id: string;
  dropId: string;
  variantId: string;
  quantity: number;
  status: ReservationStatus;
  createdAt: Instant;
  expiresAt: Instant;
}

export interface Purchase {
  id: string;
  reservationId: string;
  dropId: string;
  variantId: string;
  quantity: number;
  price: Money;
  purchasedAt: Instant;
}

/* The live feed. */

export interface StockChanged {
  dropId: string;
  version: number;
  status: DropStatus;
  availability: Availability;
  variants: Stock[];
}

export interface PurchaseCompleted extends Purchaser {
  dropId: string;
  version: number;
}

export interface ReservationExpired {
  reservationId: string;
  dropId: string;
  variantId: string;
}

/* The operator's. */

export interface DropInput {
  name: string;
  description?: string | null;
  imageUrl?: string | null;
  price: Money;
  startsAt?: Instant | null;
  endsAt?: Instant | null;
  holdSeconds?: number | null;
  limitPerCustomer?: number | null;
  variants?: { label: string; total: number }[];
  draft?: boolean;
}

export type DropPatch = Partial<Pick<DropInput, 'name' | 'description' | 'imageUrl' | 'price' | 'startsAt' | 'endsAt' | 'limitPerCustomer'>>;

export type CountByCode = Record<string, number>;

export interface Board {
  dropId: string;
  serverTime: Instant;
  refused: number;
  refusedByCode: CountByCode;
  watchers: number;
  reservationsPerSecond: number;
  /** Sold ÷ ended-or-sold reservations, 0 to 1; null before the first one ended. */
  conversion: number | null;
  /** Stock over time, at most 300 points. */
  series: { at: Instant; sold: number; held: number; available: number }[];
}

export interface Hold {
  id: string;
  variantId: string;
  variantLabel: string;
  quantity: number;
  displayName: string;
  createdAt: Instant;
  expiresAt: Instant;
}

export interface Report {
  dropId: string;
  startedAt: Instant | null;
  soldOutAt: Instant | null;
  secondsToSellOut: number | null;
  reservations: number;
  purchased: number;
  expired: number;
  cancelled: number;
  refusedByCode: CountByCode;
  variants: { id: string; label: string; total: number; sold: number }[];
  /** Cumulative per variant. */
  soldOverTime: { at: Instant; variantId: string; sold: number }[];
}

export type MovementKind =
  | 'created' | 'published' | 'opened' | 'paused' | 'resumed' | 'ended' | 'changed'
  | 'reserved' | 'purchased' | 'cancelled' | 'expired' | 'adjusted';

export interface Movement {
  version: number;
  at: Instant;
  kind: MovementKind;
  variantId?: string | null;
  reservationId?: string | null;
  customerId?: string | null;
  quantity?: number | null;
  change?: number | null;
  reason?: string | null;
  actor?: string | null;
}

export interface Verification {
  consistent: boolean;
  findings: string[];
}

export interface OperationsHealth {
  serverTime: Instant;
  database: { reachable: boolean; version: string | null; latencyMilliseconds: number | null };
  nodes: { id: string; startedAt: Instant; lastSeenAt: Instant; version: string }[];
  expiryLagMilliseconds: number | null;
  liveWatchers: number;
}
