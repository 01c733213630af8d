export { Stampede, all, newKey, type Drop, type Page, type Payment, type Purchase, type Reservation, type ReserveOptions, type StampedeOptions } from './client.js';
export type { components, paths } from './generated/schema.js';
export type { LiveEvent, PurchaseCompleted, StockChanged } from './live.js';
export { StampedeProblem, type ProblemCode } from './problem.js';
export { WebhookError, signWebhook, verifyWebhook, type WebhookEvent, type WebhookOptions } from './webhooks.js';
