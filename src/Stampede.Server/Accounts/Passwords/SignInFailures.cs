using System.Net;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Stampede.Server.Http;

namespace Stampede.Server.Accounts;

/// <summary>
/// Counts wrong passwords, so that guessing is hopeless and yet nobody can lock somebody else out: an e-mail is locked
/// for the address that the failures came from, and for everybody else it only gets slower.
/// </summary>
internal sealed class SignInFailures(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Wrong passwords for one e-mail from one address, until that address is locked out of it.</summary>
    public const int FailuresMax = 5;

    public static readonly TimeSpan Lock = TimeSpan.FromMinutes(5);

    /// <summary>Failures older than that are forgotten.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(15);

    private const string Read =
        """
        select f.subject = $1 as is_of_address, f.failures, f.last_at + $3 - clock_timestamp() as locked_for, null::boolean
        from sign_in_failure f
        where f.subject in ($1, $2) and f.last_at > clock_timestamp() - $4
        union all
        select null, null, null, exists (select from account where email_key = $5 and is_operator)
        """;

    // In one order everywhere, so that two of them cannot wait for each other.
    private const string Count =
        """
        insert into sign_in_failure as f (subject, failures, last_at)
        select s, 1, clock_timestamp() from unnest(array[$1, $2]) s order by s
        on conflict (subject) do update
        set failures = case when f.last_at > clock_timestamp() - $3 then least(f.failures, 1000000) + 1 else 1 end, last_at = excluded.last_at
        """;

    private const string Forget = "delete from sign_in_failure where subject = $1";

    /// <summary>How many may wait out a delay at once.</summary>
    private const int SlowedMax = 1_000;

    private readonly int[] slowed = new int[2];

    /// <param name="Failures">For this e-mail from this address.</param>
    /// <param name="Delay">To be waited out before the password is looked at.</param>
    /// <param name="IsOperators">The e-mail is an operator's.</param>
    public readonly record struct Standing(int Failures, TimeSpan LockedFor, TimeSpan Delay, bool IsOperators)
    {
        public bool IsLocked => LockedFor > TimeSpan.Zero;
    }

    public async Task<Standing> ReadAsync(string emailKey, IPAddress? address, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Read);
        command.Parameters.AddWithValue(OfAddress(emailKey, address));
        command.Parameters.AddWithValue(OfAll(emailKey));
        command.Parameters.AddWithValue(Lock);
        command.Parameters.AddWithValue(Memory);
        command.Parameters.AddWithValue(emailKey);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var standing = default(Standing);
        while (await reader.ReadAsync(cancellation))
        {
            if (reader.IsDBNull(0))
            {
                standing = standing with { IsOperators = reader.GetBoolean(3) };
                continue;
            }

            var failures = reader.GetInt32(1);
            standing = reader.GetBoolean(0)
                ? standing with { Failures = failures, LockedFor = failures >= FailuresMax ? reader.GetTimeSpan(2) : TimeSpan.Zero }
                : standing with { Delay = DelayAfter(failures) };
        }

        return standing;
    }

    /// <returns>False: too many wait already.</returns>
    public async Task<bool> WaitOutAsync(Standing standing, CancellationToken cancellation)
    {
        if (standing.Delay <= TimeSpan.Zero)
            return true;
        // Those who guess at made-up e-mails must not take the operators' room.
        var room = standing.IsOperators ? 1 : 0;
        try
        {
            if (Interlocked.Increment(ref slowed[room]) > SlowedMax)
                return false;
            await Task.Delay(standing.Delay, time, cancellation);
            return true;
        }
        finally
        {
            Interlocked.Decrement(ref slowed[room]);
        }
    }

    public async Task CountAsync(string emailKey, IPAddress? address, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Count);
        command.Parameters.AddWithValue(OfAddress(emailKey, address));
        command.Parameters.AddWithValue(OfAll(emailKey));
        command.Parameters.AddWithValue(Memory);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>The right password from this address: what came before from here were slips of the same person.</summary>
    public async Task ForgetAsync(string emailKey, IPAddress? address, CancellationToken cancellation)
    {
        await using var command = database.CreateCommand(Forget);
        command.Parameters.AddWithValue(OfAddress(emailKey, address));
        await command.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>By failures from all addresses together: nobody is locked out by them, but many addresses guess slowly.</summary>
    internal static TimeSpan DelayAfter(int failures) => failures switch
    {
        < 50 => TimeSpan.Zero,
        < 200 => TimeSpan.FromSeconds(1),
        < 1000 => TimeSpan.FromSeconds(2),
        _ => TimeSpan.FromSeconds(4),
    };

    private static byte[] OfAddress(string emailKey, IPAddress? address) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{emailKey}\n{AddressKey.Of(address)}"));

    private static byte[] OfAll(string emailKey) => SHA256.HashData(Encoding.UTF8.GetBytes(emailKey));
}
