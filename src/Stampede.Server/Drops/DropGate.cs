using Stampede.Domain;
using Stampede.Engine;
using Stampede.Postgres.Drops;
using Stampede.Postgres.Journal;

namespace Stampede.Server.Drops;

/// <summary>
/// All commands pass here on their way to the lanes. A lane costs memory and a connection of the journal, so none is woken for
/// a drop that does not exist, for a draft, or for a drop that is over: those are answered from the reads.
/// </summary>
internal sealed class DropGate(Lanes lanes, DropStandings standings, SettledReads settled, DatabaseClock clock)
{
    private static readonly Dictionary<RequestKey, Hold> NoGrants = [];

    /// <summary>Has the command decided. The outcome is durable when it is known; waiting for it can't be cancelled.</summary>
    public ValueTask<Outcome> SubmitAsync(DropId drop, Command command) =>
        lanes.IsAwake(drop) ? lanes.SubmitAsync(drop, command) : AskAsync(drop, command);

    private async ValueTask<Outcome> AskAsync(DropId drop, Command command)
    {
        var outcome = await standings.FindAsync(drop, CancellationToken.None) switch
        {
            null => new Outcome.Refused(new Refusal.DropNotFound()),
            { View.Status: DropStatus.Draft } when command is Command.Reserve or Command.Buy or Command.Cancel => new Outcome.Refused(new Refusal.DropNotFound()),
            { View.Status: DropStatus.Ended } ended => await AnswerAsync(ended, command),
            _ => null,
        };
        if (outcome is null)
            return await lanes.SubmitAsync(drop, command);
        lanes.Count(drop, command, outcome);
        return outcome;
    }

    /// <returns>Null: the command may still have an effect, and the lane must decide.</returns>
    private async Task<Outcome?> AnswerAsync(DropStanding ended, Command command)
    {
        var drop = ended.View.Id;
        switch (command)
        {
            case Command.Reserve reserve:
                var granted = reserve.RequestKey is { } key && await settled.FindGrantedAsync(drop, key) is { } hold
                    ? new Dictionary<RequestKey, Hold> { [key] = hold }
                    : NoGrants;
                return Decision.Decide(new DropState(ended.View, [], []), [reserve], clock.Now, granted).Outcomes[0];
            case Command.Buy { Reservation: var reservation } when !ended.HasHolds:
                return await EndedAsync(drop, reservation);
            case Command.Cancel { Reservation: var reservation } when !ended.HasHolds:
                return await EndedAsync(drop, reservation);
            case Command.Release { Reservation: var reservation } when !ended.HasHolds:
                return await EndedAsync(drop, reservation);
            default:
                return null;
        }
    }

    private async Task<Outcome> EndedAsync(DropId drop, ReservationId reservation)
    {
        await settled.ConfirmAsync(drop, reservation);
        return new Outcome.NotHeld();
    }
}
