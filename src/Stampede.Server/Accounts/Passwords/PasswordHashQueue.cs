using Microsoft.AspNetCore.Identity;
using Stampede.Server.Http;

namespace Stampede.Server.Accounts;

/// <summary>Whose password it is.</summary>
internal enum PasswordHashLane
{
    /// <summary>Of an e-mail that is an operator's, whoever sends it.</summary>
    Operator,
    SignIn,
    Registration,
}

/// <summary>
/// Passwords wait here to be hashed. A hash takes some 50 ms of a processor by design, so at most half of the processors hash
/// at a time: a crowd that signs in cannot stop a crowd that reserves. Turns go round the lanes, and within a lane round the
/// network addresses, so that no crowd keeps the others out.
/// </summary>
internal sealed class PasswordHashQueue(IPasswordHasher<Account> hasher, TimeProvider time)
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);

    // While all lanes wait. An operator waits for two others at most; registrations get a tenth.
    private static readonly PasswordHashLane[] Rotation =
    [
        PasswordHashLane.Operator, PasswordHashLane.SignIn, PasswordHashLane.SignIn, PasswordHashLane.Operator, PasswordHashLane.SignIn, PasswordHashLane.SignIn,
        PasswordHashLane.Operator, PasswordHashLane.SignIn, PasswordHashLane.SignIn, PasswordHashLane.Registration,
    ];

    private static readonly Account Nobody = new() { DisplayName = "" };

    private readonly string hashOfNobody = hasher.HashPassword(Nobody, Guid.NewGuid().ToString());
    private readonly Lock gate = new();
    private readonly Lane[] lanes = [.. Enum.GetValues<PasswordHashLane>().Select(_ => new Lane())];
    private int free = TurnsMax;
    private int next;

    public static int TurnsMax { get; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>In each lane. Not all of them get their turn within <see cref="WaitMax"/>, but each address gets its share.</summary>
    public static int WaitingMax { get; } = 1_000 * TurnsMax;

    /// <summary>In each lane, of one network address.</summary>
    public static int WaitingOfAddressMax { get; } = 50 * TurnsMax;

    /// <summary>A turn, or why there is none.</summary>
    public readonly record struct Admission(Turn? Turn, ApiProblem? Problem);

    public async Task<Admission> EnterAsync(PasswordHashLane lane, AddressKey address, CancellationToken cancellation)
    {
        var waiter = new Waiter(address);
        lock (gate)
        {
            if (free > 0)
            {
                free--; // While a turn is free nobody waits.
                return new Admission(new Turn(this), null);
            }

            if (lanes[(int)lane].Add(waiter) is { } problem)
                return new Admission(null, problem);
        }

        try
        {
            return await waiter.Entered.Task.WaitAsync(WaitMax, time, cancellation);
        }
        catch (Exception end) when (end is TimeoutException or OperationCanceledException)
        {
            bool waits;
            lock (gate)
                waits = lanes[(int)lane].Remove(waiter);
            // It may have been its turn in this very moment.
            var admission = waits ? new Admission(null, ApiProblem.Of(ProblemKinds.Overloaded).After(TryAgain)) : await waiter.Entered.Task;
            if (end is TimeoutException)
                return admission;
            admission.Turn?.Dispose();
            throw;
        }
    }

    private void Release()
    {
        Waiter? following = null;
        lock (gate)
        {
            for (var step = 0; step < Rotation.Length && following is null; step++)
            {
                following = lanes[(int)Rotation[next]].Take();
                next = (next + 1) % Rotation.Length;
            }

            if (following is null)
                free++;
        }

        following?.Entered.TrySetResult(new Admission(new Turn(this), null));
    }

    private string HashNow(string password) => hasher.HashPassword(Nobody, password);

    private PasswordVerificationResult VerifyNow(string hash, string password) => hasher.VerifyHashedPassword(Nobody, hash, password);

    /// <summary>The right to hash. Disposing of it gives the turn to the next who waits.</summary>
    public sealed class Turn(PasswordHashQueue line) : IDisposable
    {
        public Task<string> HashAsync(string password) => Task.Run(() => line.HashNow(password));

        /// <param name="hash">Null: no such account, which takes just as long to find wrong.</param>
        public Task<PasswordVerificationResult> VerifyAsync(string? hash, string password) => Task.Run(() =>
        {
            var result = line.VerifyNow(hash ?? line.hashOfNobody, password);
            return hash is null ? PasswordVerificationResult.Failed : result;
        });

        public void Dispose() => line.Release();
    }

    private sealed record Waiter(AddressKey Address)
    {
        public TaskCompletionSource<Admission> Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Those who wait, address by address; each address is in the rotation once.</summary>
    private sealed class Lane
    {
        private readonly Dictionary<AddressKey, LinkedList<Waiter>> byAddress = [];
        private readonly LinkedList<AddressKey> rotation = [];
        private int count;

        /// <returns>Null: added.</returns>
        public ApiProblem? Add(Waiter waiter)
        {
            byAddress.TryGetValue(waiter.Address, out var mine);
            if (mine?.Count >= WaitingOfAddressMax)
                return ApiProblem.Of(ProblemKinds.RateLimited, "Too many passwords from your network address wait to be looked at. Wait as long as Retry-After says, then try again.").After(TryAgain);
            if (count >= WaitingMax)
            {
                // The newest of those who want most gives way to who wants less.
                var most = byAddress.Values.MaxBy(waiters => waiters.Count)!;
                if (most.Count < (mine?.Count ?? 0) + 2)
                    return ApiProblem.Of(ProblemKinds.Overloaded).After(TryAgain);
                var last = most.Last!.Value;
                Remove(last);
                last.Entered.TrySetResult(new Admission(null, ApiProblem.Of(ProblemKinds.Overloaded).After(TryAgain)));
            }

            if (mine is null)
            {
                byAddress.Add(waiter.Address, mine = []);
                rotation.AddLast(waiter.Address);
            }

            mine.AddLast(waiter);
            count++;
            return null;
        }

        /// <returns>Null: nobody waits.</returns>
        public Waiter? Take()
        {
            if (rotation.First is not { } first)
                return null;
            rotation.RemoveFirst();
            var mine = byAddress[first.Value];
            var waiter = mine.First!.Value;
            mine.RemoveFirst();
            count--;
            if (mine.Count == 0)
                byAddress.Remove(first.Value);
            else
                rotation.AddLast(first);
            return waiter;
        }

        /// <returns>False: it does not wait any more.</returns>
        public bool Remove(Waiter waiter)
        {
            if (!byAddress.TryGetValue(waiter.Address, out var mine) || !mine.Remove(waiter))
                return false;
            count--;
            if (mine.Count > 0)
                return true;
            byAddress.Remove(waiter.Address);
            rotation.Remove(waiter.Address);
            return true;
        }
    }
}
