using System.ComponentModel;
using System.Net.Sockets;
using Npgsql;

namespace Stampede.Postgres;

/// <summary>What a fault says about the database.</summary>
public static class DatabaseFaults
{
    /// <summary>EMFILE and ENFILE, the same numbers on Linux and macOS.</summary>
    private static readonly int[] NoHandle = [24, 23];

    /// <summary>
    /// It starts, stops, changes its primary, or cannot be reached just now: the same may succeed a little later. What was
    /// refused for good, such as a password, is none of this.
    /// </summary>
    /// <param name="connectionString">That the fault was met with: it says whether there are several hosts to find the primary among.</param>
    public static bool IsPassing(Exception? fault, string connectionString)
    {
        while (fault is not null and not NpgsqlException)
            fault = fault.InnerException;
        // Where all hosts answer and none of them takes writes just now, Npgsql gives no reason. Of one host such a fault is for good.
        return fault is NpgsqlException { InnerException: null } and not PostgresException
            ? new NpgsqlConnectionStringBuilder(connectionString).Host?.Contains(',') == true
            : IsPassingWithin(fault);
    }

    /// <summary>This process, or this machine, has no file handle left: that says nothing about what was to be opened.</summary>
    public static bool IsOutOfHandles(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            if (fault is SocketException { SocketErrorCode: SocketError.TooManyOpenSockets } || (fault is IOException && NoHandle.Contains(fault.HResult))
                || (fault is Win32Exception program && NoHandle.Contains(program.NativeErrorCode)))
                return true;
        }

        return false;
    }

    /// <summary>The row is locked by somebody else, or no connection or handle is free: the database is there, and busy.</summary>
    public static bool IsOverload(Exception fault) => fault switch
    {
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.TooManyConnections } => true,
        NpgsqlException { InnerException: TimeoutException } when fault.Message.Contains("pool", StringComparison.Ordinal) => true,
        _ when IsOutOfHandles(fault) => true,
        { InnerException: { } inner } => IsOverload(inner),
        _ => false,
    };

    /// <summary>The reason that PostgreSQL or the system gave, in one line.</summary>
    public static string Reason(Exception fault)
    {
        var reason = fault.Message;
        for (var inner = fault.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (!reason.Contains(inner.Message, StringComparison.Ordinal))
                reason = $"{reason} ({inner.Message})";
        }

        return reason.ReplaceLineEndings(" ");
    }

    private static bool IsPassingWithin(Exception? fault) => fault switch
    {
        PostgresException refused => refused.SqlState is PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown
            or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.ReadOnlySqlTransaction
            or PostgresErrorCodes.ConnectionFailure or PostgresErrorCodes.ConnectionDoesNotExist or PostgresErrorCodes.ConnectionException,
        NpgsqlException { InnerException: { } inner } => IsPassingWithin(inner),
        NpgsqlException => false,
        AggregateException several => several.InnerExceptions.Any(IsPassingWithin),
        // The last two: a proxy that takes connections while there is nobody to pass them on to.
        _ => fault is SocketException or FileNotFoundException or IOException or TimeoutException,
    };
}
