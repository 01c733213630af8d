using Microsoft.AspNetCore.Identity;

namespace Stampede.Server.Accounts;

/// <summary>
/// Where passwords wait to be hashed. Each takes some 50 ms of a processor by design, so at most half of the
/// processors do it at once: a crowd that signs in cannot stop a crowd that reserves.
/// </summary>
internal sealed class PasswordLine(IPasswordHasher<Account> hasher) : IDisposable
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(15);

    private static readonly Account Nobody = new() { DisplayName = "" };

    private readonly SemaphoreSlim turns = new(TurnsMax);
    private readonly string hashOfNobody = hasher.HashPassword(Nobody, Guid.NewGuid().ToString());
    private int waiting;

    public static int TurnsMax { get; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>As many as can be served within about <see cref="WaitMax"/>.</summary>
    public static int WaitingMax { get; } = 200 * TurnsMax;

    /// <returns>Null: too many wait already.</returns>
    public async Task<Turn?> EnterAsync(CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref waiting) > WaitingMax)
        {
            Interlocked.Decrement(ref waiting);
            return null;
        }

        try
        {
            return await turns.WaitAsync(WaitMax, cancellation) ? new Turn(this) : null;
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    public void Dispose() => turns.Dispose();

    /// <summary>Gives way to the next when disposed of.</summary>
    public sealed class Turn(PasswordLine line) : IDisposable
    {
        public Task<string> HashAsync(string password) => Task.Run(() => line.HashNow(password));

        /// <param name="hash">Null: no such account, which takes just as long to find wrong.</param>
        public Task<PasswordVerificationResult> VerifyAsync(string? hash, string password) => Task.Run(() =>
        {
            var result = line.VerifyNow(hash ?? line.hashOfNobody, password);
            return hash is null ? PasswordVerificationResult.Failed : result;
        });

        public void Dispose() => line.turns.Release();
    }

    private string HashNow(string password) => hasher.HashPassword(Nobody, password);

    private PasswordVerificationResult VerifyNow(string hash, string password) => hasher.VerifyHashedPassword(Nobody, hash, password);
}
