/** report.json, as `Stampede.Rehearsal` writes it (`RehearsalReport`). Times in ms unless the name says seconds, rates per second. */
export interface Report {
  tool: string;
  openedAt: string;
  target: string;
  machine: string;
  scenario: { name: string; value: string }[];
  verdict: { served: boolean; p99Ms: number; limitMs: number; reasons: string[]; largestCrowdNote: string | null };
  audit: { passed: boolean; findings: { code: string; detail: string }[]; checks: { what: string; count: number }[] };
  totals: {
    offered: number; granted: number; bought: number; peakAnsweredPerSecond: number;
    allTakenSeconds: number | null; soldOutSeconds: number | null; ownWaitP99Ms: number;
  };
  latency: { request: string; outcome: string; count: number; p50Ms: number; p90Ms: number; p99Ms: number; p999Ms: number; maxMs: number }[];
  holds: {
    made: number; purchased: number; givenBack: number; expired: number; stillActive: number;
    expiryP50Ms: number; expiryP99Ms: number; expiryMaxMs: number;
  };
  /** Of a crowd that paid; null where nothing was to be paid. Amounts in hundredths. */
  money: {
    attempts: number; declined: number; abandoned: number; bought: number; currency: string; capturedMinor: number; refundedMinor: number; authorizedMinor: number;
    payToSoldP50Seconds: number; payToSoldP99Seconds: number; payToSoldMaxSeconds: number;
  } | null;
  /** Of a crowd that stood in a line; null where there was none. */
  line: {
    mode: string; joined: number; offersMade: number; offersClaimed: number; offersMissed: number; offersDeclined: number; bought: number;
    botsShareOfCrowd: number; botsShareOfBuyers: number | null; secondsTo90: number | null; secondsToAll: number | null; oddsLooks: number; oddsHeld: number | null;
  } | null;
  live: {
    watchers: number; transport: string; events: number; eventsPerWatcherSecond: number; converged: number; disconnects: number; backwards: number;
    newestP50Ms: number; newestP99Ms: number; oldestP50Ms: number; oldestP99Ms: number; clock: string;
  };
  fairness: {
    orderBias: number | null; wonByTenth: number[]; honest: number; honestWinners: number; abusers: number; abuserWinners: number;
    shareOfCrowdAbusers: number; shareWonByAbusers: number;
  };
  saturated: { atSeconds: number; what: string }[];
  resources: { cores: number; machineCores: number | null; serverCores: number | null; toolCores: number; serverPeakMegabytes: number | null };
  rates: { at: number; offered: number; answered: number; granted: number; refused: number; turnedAway: number; bought: number; failed: number }[];
  latencyOverTime: { at: number; p50Ms: number; p99Ms: number }[];
  stock: { at: number; available: number; held: number; sold: number }[];
  limitSearch: { customers: number; p99Ms: number; served: boolean; note: string }[];
}
