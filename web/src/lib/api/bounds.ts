/**
 * This file was made of openapi.json by npm run api:types. Do not change it by hand.
 */

export const AcceptBody = {
  token: { minLength: 1, maxLength: 100 },
  displayName: { minLength: 1, maxLength: 160 },
  password: { minLength: 8, maxLength: 256 },
} as const;

export const AddressBody = {
  line1: { minLength: 1, maxLength: 100 },
  line2: { minLength: 0, maxLength: 100 },
  postalCode: { minLength: 0, maxLength: 20 },
  city: { minLength: 1, maxLength: 100 },
  region: { minLength: 0, maxLength: 100 },
} as const;

export const AdjustmentBody = {
  change: { minimum: -10000000, maximum: 10000000 },
  reason: { minLength: 1, maxLength: 500 },
} as const;

export const BeaconBody = {
  what: { minLength: 0, maxLength: 200 },
} as const;

export const BeaconValueBody = {
  value: { minLength: 0, maxLength: 200 },
} as const;

export const BlockBody = {
  customerIds: { minItems: 1, maxItems: 100 },
  network: { minLength: 0, maxLength: 60 },
  reason: { minLength: 1, maxLength: 500 },
} as const;

export const CancelLineBody = {
  reason: { minLength: 1, maxLength: 500 },
} as const;

export const ChangeDropBody = {
  name: { minLength: 1, maxLength: 200 },
  externalId: { minLength: 0, maxLength: 100 },
  description: { minLength: 0, maxLength: 10000 },
  imageUrl: { minLength: 0, maxLength: 2000 },
  pictures: { minItems: 0, maxItems: 8 },
  sizeGuide: { minLength: 0, maxLength: 4000 },
  limitPerCustomer: { minimum: 1, maximum: 1000000 },
  deliveryCountries: { minItems: 1, maxItems: 250 },
  holdSeconds: { minimum: 1, maximum: 3600 },
  variants: { minItems: 1, maxItems: 200 },
  totalStock: { minimum: 0, maximum: 10000000 },
} as const;

export const ChangeEmailBody = {
  email: { minLength: 3, maxLength: 254 },
  password: { minLength: 1, maxLength: 256 },
} as const;

export const ChangeMeBody = {
  displayName: { minLength: 1, maxLength: 160 },
} as const;

export const ChangeOrderBody = {
  note: { minLength: 0, maxLength: 2000 },
} as const;

export const ChangePasswordBody = {
  currentPassword: { minLength: 1, maxLength: 256 },
  password: { minLength: 8, maxLength: 256 },
} as const;

export const ChangeWebhookBody = {
  url: { minLength: 1, maxLength: 2000 },
  description: { minLength: 0, maxLength: 200 },
  types: { minItems: 0, maxItems: 20 },
  drops: { minItems: 0, maxItems: 100 },
} as const;

export const ChangedVariantBody = {
  label: { minLength: 1, maxLength: 60 },
  total: { minimum: 0, maximum: 10000000 },
  sku: { minLength: 0, maxLength: 64 },
} as const;

export const CodeBody = {
  code: { minLength: 1, maxLength: 40 },
} as const;

export const ConfirmAccountBody = {
  email: { minLength: 3, maxLength: 254 },
} as const;

export const ContactBody = {
  email: { minLength: 3, maxLength: 254 },
  name: { minLength: 1, maxLength: 100 },
  phone: { minLength: 0, maxLength: 40 },
} as const;

export const CreateDropBody = {
  name: { minLength: 1, maxLength: 200 },
  externalId: { minLength: 0, maxLength: 100 },
  description: { minLength: 0, maxLength: 10000 },
  imageUrl: { minLength: 0, maxLength: 2000 },
  pictures: { minItems: 0, maxItems: 8 },
  sizeGuide: { minLength: 0, maxLength: 4000 },
  holdSeconds: { minimum: 1, maximum: 3600 },
  limitPerCustomer: { minimum: 1, maximum: 1000000 },
  variants: { minItems: 1, maxItems: 200 },
  totalStock: { minimum: 0, maximum: 10000000 },
  deliveryCountries: { minItems: 1, maxItems: 250 },
} as const;

export const CustomerNoteBody = {
  note: { minLength: 0, maxLength: 2000 },
} as const;

export const ExclusionsBody = {
  entryIds: { minItems: 1, maxItems: 1000 },
  reason: { minLength: 1, maxLength: 500 },
} as const;

export const FocalPointBody = {
  x: { minimum: 0, maximum: 1 },
  y: { minimum: 0, maximum: 1 },
} as const;

export const ForgotPasswordBody = {
  email: { minLength: 3, maxLength: 254 },
} as const;

export const GuestBody = {
  displayName: { minLength: 1, maxLength: 160 },
} as const;

export const ImportDropsBody = {
  drops: { minItems: 1, maxItems: 1000 },
} as const;

export const ImportedDropBody = {
  externalId: { minLength: 1, maxLength: 100 },
  name: { minLength: 1, maxLength: 200 },
  description: { minLength: 0, maxLength: 10000 },
  imageUrl: { minLength: 0, maxLength: 2000 },
  sizeGuide: { minLength: 0, maxLength: 4000 },
  holdSeconds: { minimum: 1, maximum: 3600 },
  limitPerCustomer: { minimum: 1, maximum: 1000000 },
  variants: { minItems: 1, maxItems: 200 },
  deliveryCountries: { minItems: 1, maxItems: 250 },
} as const;

export const ImportedVariantBody = {
  label: { minLength: 1, maxLength: 60 },
  total: { minimum: 0, maximum: 10000000 },
  sku: { minLength: 0, maxLength: 64 },
} as const;

export const InvitationBody = {
  token: { minLength: 1, maxLength: 100 },
} as const;

export const InviteBody = {
  email: { minLength: 3, maxLength: 254 },
} as const;

export const JoinBody = {
  preferences: { minItems: 1, maxItems: 5 },
  quantity: { minimum: 1, maximum: 1000000 },
} as const;

export const KeyBody = {
  name: { minLength: 1, maxLength: 160 },
  scopes: { minItems: 1, maxItems: 20 },
} as const;

export const LegalPageBody = {
  version: { minimum: 1, maximum: 1000000000000 },
  en: { minLength: 0, maxLength: 60000 },
  de: { minLength: 0, maxLength: 60000 },
} as const;

export const LetterWordsBody = {
  version: { minimum: 1, maximum: 1000000000000 },
  en: { minLength: 0, maxLength: 1000 },
  de: { minLength: 0, maxLength: 1000 },
} as const;

export const LineBody = {
  reviewMinutes: { minimum: 0, maximum: 10080 },
  claimSeconds: { minimum: 15, maximum: 300 },
  paySeconds: { minimum: 72000, maximum: 604800 },
  pacePerMinute: { minimum: 1, maximum: 1000000 },
} as const;

export const NotifyBody = {
  email: { minLength: 3, maxLength: 254 },
} as const;

export const PaceBody = {
  pacePerMinute: { minimum: 0, maximum: 1000000 },
} as const;

export const PasskeyBody = {
  name: { minLength: 1, maxLength: 60 },
  state: { minLength: 1, maxLength: 8000 },
} as const;

export const PeopleRulesBody = {
  supportRefundMax: { minimum: 0, maximum: 1000000000 },
} as const;

export const PictureBody = {
  url: { minLength: 1, maxLength: 2000 },
  alt: { minLength: 0, maxLength: 300 },
} as const;

export const PreferBody = {
  preferences: { minItems: 1, maxItems: 5 },
  quantity: { minimum: 1, maximum: 1000000 },
} as const;

export const PriceBody = {
  amountMinor: { minimum: 0, maximum: 1000000000000 },
} as const;

export const ReauthenticationBody = {
  password: { minLength: 0, maxLength: 256 },
  state: { minLength: 0, maxLength: 8000 },
} as const;

export const RegisterBody = {
  email: { minLength: 3, maxLength: 254 },
  password: { minLength: 8, maxLength: 256 },
  displayName: { minLength: 1, maxLength: 160 },
} as const;

export const ReleaseHoldsBody = {
  customerIds: { minItems: 1, maxItems: 100 },
} as const;

export const ReserveBody = {
  quantity: { minimum: 1, maximum: 1000000 },
} as const;

export const ResetPasswordBody = {
  password: { minLength: 8, maxLength: 256 },
} as const;

export const RunDropsBody = {
  ids: { minItems: 1, maxItems: 100 },
} as const;

export const SecondFactorBody = {
  ticket: { minLength: 1, maxLength: 8000 },
  code: { minLength: 0, maxLength: 40 },
  recoveryCode: { minLength: 0, maxLength: 40 },
  state: { minLength: 0, maxLength: 8000 },
} as const;

export const SentBody = {
  carrier: { minLength: 0, maxLength: 100 },
  tracking: { minLength: 0, maxLength: 200 },
} as const;

export const SentOrdersBody = {
  ids: { minItems: 1, maxItems: 100 },
  carrier: { minLength: 0, maxLength: 100 },
} as const;

export const ShopBody = {
  version: { minimum: 1, maximum: 1000000000000 },
  name: { minLength: 0, maxLength: 60 },
  logoUrl: { minLength: 0, maxLength: 200 },
  address: { minItems: 0, maxItems: 8 },
  supportEmail: { minLength: 0, maxLength: 254 },
  senderName: { minLength: 0, maxLength: 60 },
  replyTo: { minLength: 0, maxLength: 254 },
  languages: { minItems: 1, maxItems: 2 },
  defaultLanguage: { minLength: 0, maxLength: 2 },
  currency: { minLength: 0, maxLength: 3 },
  timeZone: { minLength: 0, maxLength: 60 },
} as const;

export const SignInBody = {
  email: { minLength: 1, maxLength: 254 },
  password: { minLength: 1, maxLength: 256 },
} as const;

export const SkipBody = {
  place: { minimum: 1, maximum: 2147483647 },
  reason: { minLength: 1, maxLength: 500 },
} as const;

export const TicketBody = {
  ticket: { minLength: 1, maxLength: 8000 },
} as const;

export const UpgradeBody = {
  email: { minLength: 3, maxLength: 254 },
  password: { minLength: 8, maxLength: 256 },
} as const;

export const VariantBody = {
  label: { minLength: 1, maxLength: 60 },
  total: { minimum: 0, maximum: 10000000 },
  sku: { minLength: 0, maxLength: 64 },
} as const;

export const WebhookBody = {
  url: { minLength: 1, maxLength: 2000 },
  description: { minLength: 0, maxLength: 200 },
  types: { minItems: 0, maxItems: 20 },
  drops: { minItems: 0, maxItems: 100 },
} as const;
