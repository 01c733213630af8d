using Stampede.Domain;

namespace Stampede.Engine;

/// <summary>A command that waits for its outcome; without a command, a ring that has the lane look up.</summary>
/// <remarks>Continuations run elsewhere: a lane never works for its callers.</remarks>
internal sealed class Pending(Command? command, long queuedAt)
    : TaskCompletionSource<Outcome>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public static readonly Pending Ring = new(null, 0);

    public Command? Command => command;

    public long QueuedAt => queuedAt;
}
