import { LineBody } from '@/lib/api/bounds';
import type { LineRules } from '@/lib/api/types';
import { noTime, readTime, type DraftTime } from './draftTime';

/** How people come in, in a form: everything is text until it is read. */
export interface LineDraft {
  entrance: 'open' | 'queue' | 'draw';
  waitlist: boolean;
  closesAt: DraftTime;
  reviewMinutes: string;
  claimSeconds: string;
  payHours: string;
  /** Empty: as fast as there is stock. */
  pace: string;
  beacon: 'none' | 'drand' | 'declared';
  /** Of a declared number: which one it is. */
  what: string;
  /** Times of the day. Empty: no quiet hours. */
  quietFrom: string;
  quietTo: string;
}

export type LineDraftField = 'closesAt' | 'reviewMinutes' | 'claimSeconds' | 'payHours' | 'pace' | 'what' | 'quietFrom' | 'quietTo';
export type LineDraftError = 'time' | 'twice' | 'years' | 'closes' | 'closesNeeded' | 'startNeeded' | 'review' | 'claim' | 'payHours' | 'pace' | 'what' | 'quiet';
export type LineDraftErrors = Partial<Record<LineDraftField, LineDraftError>>;

export const openSale: LineDraft = {
  entrance: 'open', waitlist: false, closesAt: noTime, reviewMinutes: '0', claimSeconds: '30', payHours: '24', pace: '', beacon: 'none', what: '', quietFrom: '', quietTo: '',
};

const HOUR_SECONDS = 3_600;

/** Anything before it is closed already when it opens. */
const QUEUE_CLOSES_BEFORE_MS = 10_000;

function whole(text: string, { minimum, maximum }: { minimum: number; maximum: number }): number | null {
  const value = /^\d{1,9}$/.test(text.trim()) ? Number(text) : NaN;
  return value >= minimum && value <= maximum ? value : null;
}

interface Around {
  zone: string;
  /** The drop's start. */
  startsAt: string | null;
  nowMs: number;
}

/** @returns `rules` is null where anybody may reserve and nobody waits: then there is no line. */
export function readLine(draft: LineDraft, { zone, startsAt, nowMs }: Around): { errors: LineDraftErrors; rules: LineRules | null } {
  const { entrance, waitlist } = draft;
  const errors: LineDraftErrors = {};
  if (entrance === 'open' && !waitlist) return { errors, rules: null };

  const rules: LineRules = { mode: entrance, waitlist };
  if (entrance !== 'open') {
    const { instant, error } = readTime(draft.closesAt, zone);
    const closes = instant !== null ? Date.parse(instant) : entrance === 'queue' && startsAt !== null ? Date.parse(startsAt) - QUEUE_CLOSES_BEFORE_MS : null;
    if (error !== null) errors.closesAt = error;
    else if (closes === null) errors.closesAt = entrance === 'queue' ? 'startNeeded' : 'closesNeeded';
    else if (closes <= nowMs || (entrance === 'queue' && startsAt !== null && closes > Date.parse(startsAt))) errors.closesAt = 'closes';
    if (instant !== null) rules.closesAt = instant;
    if (draft.beacon !== 'none') rules.beacon = { kind: draft.beacon };
    if (draft.beacon === 'declared') {
      const what = draft.what.trim();
      if (!/^[ -.0-~]{1,200}$/.test(what)) errors.what = 'what';
      rules.beacon = { kind: 'declared', what };
    }
  }
  if (entrance === 'draw') {
    const review = whole(draft.reviewMinutes, LineBody.reviewMinutes);
    if (review === null) errors.reviewMinutes = 'review';
    else if (review > 0) rules.reviewMinutes = review;
  }
  if (entrance === 'queue') {
    const claim = whole(draft.claimSeconds, LineBody.claimSeconds);
    if (claim === null) errors.claimSeconds = 'claim';
    else rules.claimSeconds = claim;
  }
  if (entrance !== 'queue' || waitlist) {
    const { minimum, maximum } = LineBody.paySeconds;
    const hours = whole(draft.payHours, { minimum: minimum / HOUR_SECONDS, maximum: maximum / HOUR_SECONDS });
    if (hours === null) errors.payHours = 'payHours';
    else rules.paySeconds = hours * HOUR_SECONDS;
  }
  if (draft.pace.trim() !== '') {
    const pace = whole(draft.pace, LineBody.pacePerMinute);
    if (pace === null) errors.pace = 'pace';
    else rules.pacePerMinute = pace;
  }
  if (draft.quietFrom !== '' || draft.quietTo !== '') {
    const isTime = (text: string) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
    if (!isTime(draft.quietFrom)) errors.quietFrom = 'quiet';
    else if (!isTime(draft.quietTo)) errors.quietTo = 'quiet';
    rules.quietHours = { from: draft.quietFrom, to: draft.quietTo, zone };
  }
  return { errors, rules };
}
