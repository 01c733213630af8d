import type { components } from './schema';

/**
 * The types of the API under the names that this app uses. They are generated from `/openapi/v1.json` (`npm run api:types`). Only the
 * events of the live feed are written by hand, because OpenAPI does not describe them.
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
export type ShopRole = 'viewer' | 'support' | 'operator' | 'owner';
export type Me = Omit<Schemas['Me'], 'role'> & { role?: ShopRole | null };
export type Profile = Schemas['Profile'];
export type NotifyState = Schemas['NotifyState'];
export type Picture = Schemas['DropPicture'];
export type UploadedPicture = Schemas['UploadedPicture'];
export type Reservation = Schemas['Reservation'];
export type ReservationStatus = Schemas['ReservationStatus'];
export type Purchase = Omit<Schemas['Receipt'], 'sendTo'> & { sendTo?: Contact | null };
/** Who the shop is. */
export type Shop = Omit<Schemas['ShopAnswer'], 'logo' | 'tagLine' | 'accent' | 'taxLine'> & {
  logo: Picture | null;
  tagLine: LocalText | null;
  accent: Schemas['ShopAccent'] | null;
  taxLine: LocalText | null;
};
export type LocalText = Schemas['LocalText'];
/** The way back to another site's page. */
export type ReturnAddress = Schemas['ReturnAnswer'];
export type LegalPage = Schemas['LegalPage'];
/** A legal page as it was written. */
export type LegalSource = Schemas['LegalSource'];
/** The shop's own words in one kind of email, and how such an email looks. */
export type LetterWords = Schemas['LetterWords'];
export type LetterWordsList = Schemas['LetterWordsList'];
export type ShopInput = Schemas['ShopBody'];
export type LegalText = Schemas['LegalPageAnswer'];
export type PaymentState = NonNullable<Schemas['PaymentState']>;
/** One attempt to pay for a reservation. */
export type Payment = Omit<Schemas['PaymentAnswer'], 'status' | 'nextAction'> & {
  status: PaymentState;
  /** What the customer's bank asks for; its shape is the provider's. */
  nextAction?: { type: string; clientSecret?: string } | null;
};
export type PayBody = Schemas['PayBody'];
export type PaymentConfig = Omit<Schemas['PaymentConfig'], 'provider'> & { provider: 'none' | 'test' | 'manual' | 'stripe' };
export type ServerProblemCode = Schemas['Problem']['code'];
/** What is wrong with one field of a form. */
export type FieldError = NonNullable<Schemas['Problem']['codes']>[string][number];

/** A drop's line, the same for everybody. */
export type Line = Omit<Schemas['LineDocument'], 'phase' | 'tempo' | 'beacon' | 'perVariant'> & {
  phase: 'gathering' | 'closed' | 'sealed' | 'serving' | 'paused' | 'finished' | 'cancelled';
  tempo: 'live' | 'calm';
  perVariant: (Omit<Schemas['LineVariant'], 'lastsUntil'> & { lastsUntil: { low: number; likely: number; high: number } | null })[];
  beacon: Omit<Schemas['LineBeaconAnswer'], 'kind'> & { kind: 'none' | 'drand' | 'declared' };
};
export type Odds = 'certain' | 'very_likely' | 'possible' | 'unlikely' | 'sold_out';
/** The visitor in a drop's line. */
export type LineEntry = Omit<Schemas['LineMe'], 'state' | 'preferences' | 'placeIn' | 'odds'> & {
  state: 'waiting' | 'offered' | 'missed' | 'bought' | 'lapsed' | 'skipped' | 'excluded' | 'withdrawn';
  preferences: string[];
  placeIn: { variantId: string; place: number; odds: Odds | null }[];
  odds: Odds | null;
};
export type JoinBody = Schemas['JoinBody'];
/** One line of the shop's register of lines. */
export type RegisterItem = Omit<Schemas['RegisterItem'], 'mode' | 'phase'> & Pick<Line, 'mode' | 'phase'>;
export type LineRegister = Omit<Schemas['LineRegister'], 'items'> & { items: RegisterItem[] };

export interface Page<T> {
  items: T[];
  next: string | null;
}

export type Contact = Omit<Schemas['Contact'], 'address'> & { address: Schemas['PostalAddress'] | null };
export type ContactBody = Omit<Schemas['ContactBody'], 'address'> & { address: Schemas['AddressBody'] | null };
export type Country = Omit<Schemas['Country'], 'postalCode'> & { postalCode: 'required' | 'optional' };

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
export type Figures = Schemas['DropFigures'];
export type ShopOverview = Schemas['ShopOverview'];
export type Warning = Omit<Schemas['WarningAnswer'], 'level'> & { level: 'trouble' | 'news' };
export type Report = Schemas['DropReport'];
export type Movement = Schemas['LedgerLine'];
export type Verification = Schemas['VerificationAnswer'];
export type OperatorPayment = Omit<Schemas['OperatorPayment'], 'status' | 'steps'> & { status: PaymentState; steps?: PaymentStep[] | null };
export type PaymentStep = Omit<Schemas['OperatorPaymentStep'], 'from' | 'to'> & { from: PaymentState | null; to: PaymentState };
export type PaymentRefund = Schemas['OperatorRefund'];
export type OrderStatus = Schemas['OrderStatus'];
export type Order = Omit<Schemas['OrderAnswer'], 'contact'> & { contact?: Contact | null };
export type OrderStep = Schemas['OrderStepAnswer'];
export type SentOrders = Schemas['SentOrders'];
export type OperationsHealth = Schemas['OperationsHealth'];
export type Signals = Schemas['DropSignals'];
export type SignalLine = Schemas['SignalLine'];
export type Block = Omit<Schemas['Block'], 'kind'> & { kind: 'account' | 'address' | 'network' };
export type BlockInput = Schemas['BlockBody'];
export type ReleasedHolds = Schemas['ReleasedHolds'];
export type ImportReport = Schemas['ImportReport'];
export type ImportItem = Schemas['ImportItem'];
export type ImportError = Schemas['ImportError'];
export interface RanDrops {
  items: (Omit<Schemas['RanDrop'], 'drop'> & { drop: Drop | null })[];
}
export type Person = Omit<Schemas['Person'], 'role'> & { role: ShopRole };
export type PeopleRules = Schemas['PeopleRules'];
export type OpenInvitation = Omit<Schemas['InvitationLine'], 'role'> & { role: ShopRole };
export type NewInvitation = Omit<Schemas['Invited'], 'role'> & { role: ShopRole };
export type Invitation = Omit<Schemas['Invitation'], 'role'> & { role: ShopRole };
export type HistoryLine = Omit<Schemas['HistoryLine'], 'role' | 'subjectKind'> & { role: ShopRole | 'key'; subjectKind: 'drop' | 'account' | 'payment' | 'order' | 'invitation' | 'webhook' | null };
export type KeyScope =
  | 'drops:read' | 'drops:write' | 'stock:write' | 'purchases:read' | 'orders:write' | 'payments:read' | 'payments:refund' | 'shop:write' | 'people:manage' | 'webhooks:manage' | 'customers:act';
export type MachineKey = Omit<Schemas['MachineKey'], 'scopes'> & { scopes: KeyScope[] };
export type NewMachineKey = Schemas['NewMachineKey'];
export type EventType =
  | 'drop.published' | 'drop.opened' | 'drop.paused' | 'drop.resumed' | 'drop.ended' | 'drop.soldOut' | 'stock.adjusted' | 'purchase.created' | 'purchase.returned'
  | 'payment.captured' | 'payment.refunded' | 'payment.needsAttention' | 'line.sealed' | 'line.drawn' | 'hold.created' | 'hold.expired' | 'hold.cancelled' | 'webhook.test';
export type OffReason = 'gone' | 'failing' | 'byOperator';
export type DeliveryError = 'status' | 'redirect' | 'gone' | 'timeout' | 'connection' | 'tls' | 'dns' | 'address_forbidden' | 'secret_lost';
export type Webhook = Omit<Schemas['WebhookAnswer'], 'types' | 'drops' | 'state' | 'offReason'> & { types: EventType[]; drops: string[]; state: 'on' | 'off'; offReason: OffReason | null };
export type DeliveryState = 'waiting' | 'delivered' | 'failed';
export type Delivery = Omit<Schemas['DeliveryAnswer'], 'type' | 'state' | 'lastError'> & { type: EventType; state: DeliveryState; lastError: DeliveryError | null };
export type RotatedSecret = Schemas['RotatedSecret'];
export type ReplayedEvents = Schemas['ReplayedEvents'];
export type SecondFactor = Schemas['SecondFactorAnswer'];
export type CodesSetup = Schemas['CodesSetup'];
export type OwnSession = Schemas['SessionLine'];
export type LineRules = Schemas['LineBody'];
export type OperatorLine = Omit<Schemas['OperatorLine'], 'phase' | 'tempo' | 'mode'> & Pick<Line, 'phase' | 'tempo' | 'mode'>;
export type CountByCode = Board['refusedByCode'];
