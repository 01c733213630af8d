namespace Stampede.Engine.Tests.Simulation;

/// <summary>A bug put in on purpose, to see that it is found. All of them live in the simulated journal or in a node's settings.</summary>
internal enum Plant
{
    None,

    /// <summary>A sweep ends the holds of a list that it read before it had the lock, without looking again.</summary>
    ExpiryWithoutGuard,

    /// <summary>The same sweep with its guard: no bug, and so the proof that it is the guard that is missed.</summary>
    ExpiryWithGuard,

    /// <summary>The commit is answered when it is sent.</summary>
    AnswerBeforeCommit,

    /// <summary>Nobody compares versions: not when the drop is locked, not when it is written.</summary>
    NoVersionCheck,

    /// <summary>What a request key was granted before is not looked up, and keys are not unique.</summary>
    NoIdempotencyLookup,

    /// <summary>The time that a batch is judged by is read before the wait for the lock, as <c>now()</c> would be.</summary>
    TimeBeforeLock,

    /// <summary>A commit without an answer is taken for one that did not happen.</summary>
    UnknownIsFailed,

    /// <summary>A commit without an answer is taken for one that happened.</summary>
    UnknownIsDone,

    /// <summary>A lane's memory refuses however old it is.</summary>
    StaleMemory,

    /// <summary>A lane that loads learns nothing of the holds that were left unbought before.</summary>
    WaitsForgotten,

    /// <summary>A lane that loads does not learn when the drop's last movement was: after the clock was set back, time falls.</summary>
    LastTimeForgotten,

    /// <summary>What the keys of one drop's batch were granted before is taken for another's in the same transaction.</summary>
    GrantsOfAnother,

    /// <summary>The commit of a shared transaction is told to one of its drops alone.</summary>
    SharedCommitToldToOne,

    /// <summary>A shared transaction whose write is refused fails all of its drops; none goes on by itself.</summary>
    RefusedTogether,

    /// <summary>A shared transaction whose write is refused: one of its drops is written by itself, and the others are told that they were.</summary>
    OnlyOneWrittenAlone,

    /// <summary>Who was granted something before the lane woke is not put among those who may repeat it.</summary>
    GrantsForgotten,

    /// <summary>A look reads nothing: a request with a key is refused by what its lane happens to know, as one without.</summary>
    LookWithoutReading,

    /// <summary>No sweep: what a lane does not wake for by itself is left lying.</summary>
    NoSweep,

    /// <summary>What holds are past their first end gives its stock back, though a payment keeps it; it can still be bought.</summary>
    LapseWhilePaying,

    /// <summary>What was paid for too late is sold out of what others hold.</summary>
    LateSaleOfWhatIsHeld,

    /// <summary>A lane that reads what others did does not learn that a payment came to nothing: the hold goes on to the payment's end.</summary>
    UnpaidUnread,

    /// <summary>An attempt that came to nothing is never told to the ledger: its hold is kept for nobody.</summary>
    UnpaidForgotten,

    /// <summary>A lane that loads does not learn that a hold was kept longer before: the next attempt extends it again.</summary>
    ExtensionForgotten,

    /// <summary>Nobody looks whether a sale was taken back before, and the tables don't mind.</summary>
    ReturnedTwice,

    /// <summary>The sale is one commit, and that its payment is to be captured would be another.</summary>
    SaleLeavesPayment,

    /// <summary>
    /// How a hold ended is looked up before it has ended: what its customer gives back meanwhile is taken anew. Its payment is let go then, so the tables
    /// refuse the sale, and with it all that share its batch.
    /// </summary>
    GivenBackIsTakenAnew,

    /// <summary>The same, and the tables do not look whether a payment is authorised where its sale is written.</summary>
    NoPaymentGuard,

    /// <summary>Who takes a payment over from a node that died believes that the bank was never asked.</summary>
    TakeoverIsNoTry,

    /// <summary>The close is where the seal is: who joined meanwhile is shuffled with those who came in time.</summary>
    SealTakesLater,

    /// <summary>A lane that loads believes that nobody in the line waits for anything: what an offer leaves behind goes to walk-ups.</summary>
    WantedForgotten,

    /// <summary>A lane that loads gives everybody half a second more to say yes.</summary>
    GraceForClaims,

    /// <summary>A node's first order is taken for the newest one for good.</summary>
    StaleOrder,

    /// <summary>A lane that loads does not learn that who declined their second choice keeps the place for the first.</summary>
    DeclineLosesPlace,

    /// <summary>A lane that loads takes all before the furthest place for served, those too who were passed for a unit too few.</summary>
    PassedIsServed,

    /// <summary>A lane that loads does not learn which places were served, and the tables do not mind.</summary>
    ServedForgotten,

    /// <summary>Who has left is still offered something.</summary>
    LeaversServed,

    /// <summary>People join a line side by side, and the tables do not mind.</summary>
    LineUnlocked,

    /// <summary>Nobody looks whether a customer stands in the line, and the tables do not mind.</summary>
    TwoEntries,

    /// <summary>Who joins is told so before the ledger keeps for the line what they wait for.</summary>
    JoinedUnlisted,

    /// <summary>What nobody waits for in an order of a moment ago is opened to all, though somebody may have joined since.</summary>
    OpenedByOldOrder,

    /// <summary>Who said yes and did not buy goes to the end of the line too.</summary>
    ClaimedIsMissed,
}
