import type { components } from './schema';

/**
 * What the server says, generated from its description (`npm run api:types`), under the names that this app uses.
 * Everything else imports them from here. By hand is only what OpenAPI does not describe: the events of the live feed.
 */
type Schemas = components['schemas'];

/** ISO 8601, UTC, milliseconds. */
export type Instant = string;

export type Money = Schemas['Money'];
export type DropStatus = Schemas['DropStatus'];
export type Variant = Schemas['VariantStock'];
/** `total = available + held + sold`, always. */
export type Stock = Pick<Variant, 'total' | 'available' | 'held' | 'sold'>;
export type Purchaser = Schemas['LatestPurchaser'];
export type Drop = Schemas['DropSnapshot'];
export type Me = Schemas['Me'];
export type Reservation = Schemas['Reservation'];
export type ReservationStatus = Schemas['ReservationStatus'];
export type Purchase = Schemas['Receipt'];
export type ServerProblemCode = Schemas['Problem']['code'];
/** What is wrong with one field of a form. */
export type FieldError = NonNullable<Schemas['Problem']['codes']>[string][number];

export interface Page<T> {
  items: T[];
  next: string | null;
}

/* The live feed. */

export interface StockChanged extends Pick<Drop, 'version' | 'status' | 'availability'> {
  dropId: string;
  variants: (Stock & Pick<Variant, 'id'>)[];
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

export type DropInput = Schemas['CreateDropBody'];
export type DropPatch = Schemas['ChangeDropBody'];
export type Board = Schemas['Board'];
export type Hold = Schemas['HoldLine'];
export type Report = Schemas['DropReport'];
export type Movement = Schemas['LedgerLine'];
export type Verification = Schemas['VerificationAnswer'];
export type OperationsHealth = Schemas['OperationsHealth'];
export type Signals = Schemas['DropSignals'];
export type CountByCode = Board['refusedByCode'];

const MOVEMENT_KINDS = [
  'created', 'published', 'opened', 'paused', 'resumed', 'ended', 'changed',
  'reserved', 'purchased', 'cancelled', 'expired', 'adjusted',
] as const;
export type MovementKind = (typeof MOVEMENT_KINDS)[number];
export const isMovementKind = (kind: string): kind is MovementKind => (MOVEMENT_KINDS as readonly string[]).includes(kind);
